/** Changes, summaries and what is computed of them, in the control database. */
package dev.hindcast.gateway.merge.postgres;
