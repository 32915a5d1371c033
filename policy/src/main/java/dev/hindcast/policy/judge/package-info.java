/** Two bundles, one action: does the decision differ, and how. */
package dev.hindcast.policy.judge;
