/** The registry's API: one endpoint over versions and channels, and their mapping to messages. */
package dev.hindcast.registry.grpc;
