/** Filling a trace store: {@code import} and {@code generate}. */
package dev.hindcast.cli.traces;
