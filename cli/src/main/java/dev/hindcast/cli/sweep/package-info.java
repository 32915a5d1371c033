/**
 * Several candidates over the same actions: what to try, and how the outcomes stand beside each
 * other.
 */
package dev.hindcast.cli.sweep;
