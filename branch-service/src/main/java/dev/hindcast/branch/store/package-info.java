/** The trace stores that this service forks, and what is appended to them. */
package dev.hindcast.branch.store;
