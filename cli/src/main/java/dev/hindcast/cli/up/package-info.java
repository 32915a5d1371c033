/** {@code hindcast up}: a whole cluster on this machine. */
package dev.hindcast.cli.up;
