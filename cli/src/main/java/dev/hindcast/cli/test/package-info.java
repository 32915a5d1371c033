/** {@code hindcast test}: fork, load, replay, diff, and an exit code. */
package dev.hindcast.cli.test;
