/** How commands print: tables for people, proto3 JSON for programs, progress, and errors. */
package dev.hindcast.cli.output;
