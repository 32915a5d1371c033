/** OPA's decision log service over HTTP. */
package dev.hindcast.ingest.opa.http;
