/** All of Hindcast on one machine, for {@code up}, for one-shot tests and for the benches. */
package dev.hindcast.cli.local;
