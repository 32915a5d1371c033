/** What an OPA's decision log says about an action. Pure: no I/O, no clock. */
package dev.hindcast.ingest.opa;
