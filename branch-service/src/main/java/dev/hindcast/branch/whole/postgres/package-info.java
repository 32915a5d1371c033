/**
 * What happens inside the database of a fork that is a server of its own, whatever engine made it:
 * doors shut, a login of its own, bundles, arrivals.
 */
package dev.hindcast.branch.whole.postgres;
