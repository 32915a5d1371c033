/** Plans as messages. */
package dev.hindcast.gateway.plan.grpc;
