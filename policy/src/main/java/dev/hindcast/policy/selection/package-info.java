/**
 * Conditions over recorded actions that a database can answer: what is left of a rule when it has
 * to say, without judging, which actions it could possibly decide otherwise.
 */
package dev.hindcast.policy.selection;
