/** Branches over JDBC, with the login that the branch-service gives. */
package dev.hindcast.gateway.branch.postgres;
