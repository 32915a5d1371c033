/**
 * The ways to fork a trace store behind one interface, {@link
 * dev.hindcast.branch.provider.BranchProvider}, and the values that cross it.
 */
package dev.hindcast.branch.provider;
