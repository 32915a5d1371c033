/** The closed set of reasons for which a call can fail, and the one exception that carries them. */
package dev.hindcast.platform.failure;
