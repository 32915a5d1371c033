/** Promotions in the control database. */
package dev.hindcast.gateway.promotion.postgres;
