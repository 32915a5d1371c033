/** What the gateway needs of the policy-registry: files of versions, and to move a channel. */
package dev.hindcast.gateway.registry;
