package dev.hindcast.gateway.relay.grpc;

import dev.hindcast.proto.branch.v1.BranchServiceGrpc;
import dev.hindcast.proto.policy.v1.PolicyRegistryServiceGrpc;
import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/**
 * The public services of the neighbours. Those that are for Hindcast's own services stay inside.
 */
@Factory
final class RelayedServices {
  @Singleton
  BindableService policies(@Named("registry") ManagedChannel registry) {
    return new Relay(PolicyRegistryServiceGrpc.getServiceDescriptor(), registry);
  }

  @Singleton
  BindableService branches(@Named("branch-service") ManagedChannel branchService) {
    return new Relay(BranchServiceGrpc.getServiceDescriptor(), branchService);
  }
}
