/** Files and folders on disk. */
package dev.hindcast.platform.files;
