/** Checks views that show a team's own tables as the contract's tables. */
package dev.hindcast.tracestore.map;
