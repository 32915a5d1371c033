/**
 * Passes: several candidates over the same actions, each action read once. What is here is which
 * candidates a pass has; they are planned, leased, merged and shown where every replay is.
 */
package dev.hindcast.gateway.pass;
