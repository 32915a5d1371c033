/** Tokens to call with. */
package dev.hindcast.cli.token;
