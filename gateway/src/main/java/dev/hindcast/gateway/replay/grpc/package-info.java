/** Replays as messages, and watching them. */
package dev.hindcast.gateway.replay.grpc;
