/** Reading replays: {@code diff}, {@code changes}, {@code explain}, {@code promote}. */
package dev.hindcast.cli.replay;
