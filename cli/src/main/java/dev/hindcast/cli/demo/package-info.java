/** {@code hindcast demo}: the whole idea in twenty seconds. */
package dev.hindcast.cli.demo;
