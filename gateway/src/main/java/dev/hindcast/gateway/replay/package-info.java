/** Replays: what is known about one, listing, watching and ending them. */
package dev.hindcast.gateway.replay;
