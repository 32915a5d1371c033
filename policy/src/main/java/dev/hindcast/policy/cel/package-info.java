/**
 * The Common Expression Language engine: the default, in process, without I/O, clock or randomness.
 */
package dev.hindcast.policy.cel;
