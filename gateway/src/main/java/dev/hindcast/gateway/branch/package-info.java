/** What the gateway needs of branches: their facts, their login, and to read them. */
package dev.hindcast.gateway.branch;
