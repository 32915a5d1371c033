/** What is asked of a bundle's archive before it is written anywhere. */
package dev.hindcast.branch.bundle;
