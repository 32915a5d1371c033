/** Making the records and what the providers really hold agree again. */
package dev.hindcast.branch.reconcile;
