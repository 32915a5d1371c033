/** Changes in the control database. */
package dev.hindcast.gateway.change.postgres;
