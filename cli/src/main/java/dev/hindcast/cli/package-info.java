/**
 * The {@code hindcast} command. A package a command or group of commands; {@code connect} finds the
 * services, {@code output} prints, {@code local} runs everything on one machine.
 *
 * <p>Exit codes: 0 clean, 1 changes that {@code --fail-on} names, 2 an error.
 */
package dev.hindcast.cli;
