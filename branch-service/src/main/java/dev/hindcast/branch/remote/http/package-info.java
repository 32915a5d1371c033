/** JSON over HTTP with one table of what is tried again. */
package dev.hindcast.branch.remote.http;
