/** When the sweep and the reconciler run: in one process of many at a time. */
package dev.hindcast.branch.schedule;
