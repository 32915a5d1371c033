package dev.hindcast.worker.branch.postgres;

/** A text that comes again and again: a tool, an agent, the workflow of the row before. */
record Word(String text) {}
