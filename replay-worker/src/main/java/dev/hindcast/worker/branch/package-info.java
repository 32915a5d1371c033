/** What a worker reads of a branch: bundles, actions, and the outcomes of workflows. */
package dev.hindcast.worker.branch;
