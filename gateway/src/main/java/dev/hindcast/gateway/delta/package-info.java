/**
 * Delta replay's statements: a selection as SQL over the tables of a branch, written once when a
 * replay starts.
 */
package dev.hindcast.gateway.delta;
