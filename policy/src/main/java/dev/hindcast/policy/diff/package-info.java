/**
 * Verdicts added up: summaries that can be merged in any order, and digests that do not depend on
 * it.
 */
package dev.hindcast.policy.diff;
