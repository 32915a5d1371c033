/** Conditions over a finished diff that a promotion must satisfy. */
package dev.hindcast.policy.gate;
