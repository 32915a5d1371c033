/** What a bundle says about an action. */
package dev.hindcast.policy.decision;
