/** Explanations as messages. */
package dev.hindcast.gateway.explain.grpc;
