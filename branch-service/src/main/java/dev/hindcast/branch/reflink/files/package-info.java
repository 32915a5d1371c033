/** Files that share blocks: cloning, measuring, removing them, and locks over them. */
package dev.hindcast.branch.reflink.files;
