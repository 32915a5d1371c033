/**
 * Import of recorded agent runs: JSON lines, one a tool call, and optionally one a session. The
 * text of a run is data; nothing in it is interpreted.
 */
package dev.hindcast.tracestore.load;
