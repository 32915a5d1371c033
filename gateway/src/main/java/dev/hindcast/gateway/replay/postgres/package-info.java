/** Replays in the control database. */
package dev.hindcast.gateway.replay.postgres;
