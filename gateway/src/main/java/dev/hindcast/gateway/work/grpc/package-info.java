/** The streams of workers: what they say goes to the features, what the gateway says goes back. */
package dev.hindcast.gateway.work.grpc;
