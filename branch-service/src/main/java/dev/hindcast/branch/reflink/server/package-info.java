/** Fork servers as processes and folders: recovery, start, supervision, end. */
package dev.hindcast.branch.reflink.server;
