/** How commands find the services of a cluster and call them. */
package dev.hindcast.cli.connect;
