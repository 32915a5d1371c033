/** The backlog in the control database. */
package dev.hindcast.gateway.scaler.postgres;
