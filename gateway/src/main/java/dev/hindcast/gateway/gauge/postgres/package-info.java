/** The census, over the control database. */
package dev.hindcast.gateway.gauge.postgres;
