/** The bundles that a fork holds, whatever made the fork. */
package dev.hindcast.branch.loaded.postgres;
