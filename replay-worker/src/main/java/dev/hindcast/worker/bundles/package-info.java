/** Bundles as a worker uses them: read from the branch, checked against their digest, compiled. */
package dev.hindcast.worker.bundles;
