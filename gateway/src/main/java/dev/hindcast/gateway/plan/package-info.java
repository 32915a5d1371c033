/** Starting a replay: which policies, which pieces, and the record of it. */
package dev.hindcast.gateway.plan;
