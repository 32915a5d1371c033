/** What is followed and how far, in the control database. */
package dev.hindcast.gateway.live.postgres;
