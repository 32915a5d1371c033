/** Promotions as messages. */
package dev.hindcast.gateway.promotion.grpc;
