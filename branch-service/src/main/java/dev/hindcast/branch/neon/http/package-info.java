/** Neon's API, version 2: the calls that forking needs. */
package dev.hindcast.branch.neon.http;
