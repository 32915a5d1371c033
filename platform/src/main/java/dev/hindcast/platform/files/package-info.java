/** Folders on disk. */
package dev.hindcast.platform.files;
