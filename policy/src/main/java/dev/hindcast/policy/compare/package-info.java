/** What differs between the texts of two bundles, before any action is judged. */
package dev.hindcast.policy.compare;
