/** BranchService over gRPC: requests to rules, records to messages. */
package dev.hindcast.branch.grpc;
