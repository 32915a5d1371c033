package dev.hindcast.worker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Ends a process with the one that started it: their pipe ends when the starter does, however it
 * does.
 */
final class InputWatch {
  private InputWatch() {}

  /**
   * Reads until nothing can come any more, then ends.
   *
   * @param end must end the process at once: nobody is left to wait for what it does
   */
  static void start(InputStream input, Runnable end) {
    Thread.ofPlatform()
        .name("input-watch")
        .daemon()
        .start(
            () -> {
              try {
                input.transferTo(OutputStream.nullOutputStream());
              } catch (IOException e) {
                // It can come no more either.
              }
              end.run();
            });
  }
}
