/** What must be fetched to judge: the columns, keys and history that bundles can read. */
package dev.hindcast.policy.reads;
