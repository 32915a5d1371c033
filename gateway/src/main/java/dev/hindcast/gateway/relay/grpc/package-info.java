/**
 * The gateway as the one face of a cluster: calls of the policy-registry's and the branch-service's
 * public API are passed on.
 */
package dev.hindcast.gateway.relay.grpc;
