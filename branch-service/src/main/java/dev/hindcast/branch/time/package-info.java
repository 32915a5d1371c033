/** The one time that leases are counted in. */
package dev.hindcast.branch.time;
