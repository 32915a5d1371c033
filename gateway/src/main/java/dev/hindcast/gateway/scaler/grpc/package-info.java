/** KEDA's protocol for external scalers. */
package dev.hindcast.gateway.scaler.grpc;
