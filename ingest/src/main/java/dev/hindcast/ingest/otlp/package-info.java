/**
 * What a span says about an action, by the conventions that agents' instrumentations follow. Pure:
 * no I/O, no clock.
 */
package dev.hindcast.ingest.otlp;
