/** Ending branches whose time is over. */
package dev.hindcast.branch.expiry;
