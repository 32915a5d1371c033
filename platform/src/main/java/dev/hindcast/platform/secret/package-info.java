/** Secrets that settings name instead of holding them. */
package dev.hindcast.platform.secret;
