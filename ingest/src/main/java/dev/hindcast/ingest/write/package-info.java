/**
 * Getting what was taken in into trace stores: batches over requests, each request answered when
 * its part is on disk.
 */
package dev.hindcast.ingest.write;
