/** Changes and broken workflows as messages. */
package dev.hindcast.gateway.change.grpc;
