/** What receivers take in, whatever protocol it came by. */
package dev.hindcast.ingest.action;
