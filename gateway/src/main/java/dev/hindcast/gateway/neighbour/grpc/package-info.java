/** Calls to other services of Hindcast: deadlines, and what their errors become. */
package dev.hindcast.gateway.neighbour.grpc;
