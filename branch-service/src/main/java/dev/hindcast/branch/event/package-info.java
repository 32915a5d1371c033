/** What happens to branches, kept in order and told to whoever watches. */
package dev.hindcast.branch.event;
