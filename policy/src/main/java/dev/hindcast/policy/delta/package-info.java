/**
 * What two bundles can decide differently, found before any action is judged: which rules differ,
 * and which actions only they can touch.
 */
package dev.hindcast.policy.delta;
