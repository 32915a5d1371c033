/** Who calls, and what a caller may do. */
package dev.hindcast.platform.identity;
