/**
 * Engines behind one interface, and what all of them share: choosing the rules that can apply,
 * combining their effects, editing arguments, explaining, running embedded tests. An engine only
 * has to say whether one rule matches.
 */
package dev.hindcast.policy.engine;
