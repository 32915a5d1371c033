/** What forks of every provider have in common. */
package dev.hindcast.branch.fork;
