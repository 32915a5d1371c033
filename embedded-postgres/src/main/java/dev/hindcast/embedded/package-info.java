/**
 * A real PostgreSQL on one machine without an installation, for {@code hindcast up} and for tests.
 */
package dev.hindcast.embedded;
