/** The public API: one endpoint, which hands every method to its feature. */
package dev.hindcast.gateway.api.grpc;
