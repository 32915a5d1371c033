/** Summaries and diffs as messages. */
package dev.hindcast.gateway.merge.grpc;
