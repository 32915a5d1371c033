/**
 * What providers share whose engine is somewhere else, behind an HTTP interface: names of forks,
 * turns, patience, secrets by reference, and the order of steps. An engine is a {@link
 * dev.hindcast.branch.remote.RemoteEngine}; {@link dev.hindcast.branch.remote.RemoteProvider} makes
 * a provider of it.
 */
package dev.hindcast.branch.remote;
