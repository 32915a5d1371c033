package dev.hindcast.branch.reflink.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * Does the same to many files. A clone or a map of a file first waits for what was written into it
 * to reach the disk: several wait at once. System calls hold their thread, so these are the
 * platform's.
 */
final class Workers {
  private static final int COUNT = 4;
  private static final int FEW = 16;
  private static final Executor THREADS =
      Executors.newFixedThreadPool(
          COUNT, Thread.ofPlatform().daemon().name("reflink-", 0).factory());

  private Workers() {}

  /** Work on one file. */
  @FunctionalInterface
  interface Work {
    void on(Path file) throws IOException;
  }

  /** Returns when all are done; if one fails, with its failure once the others have ended. */
  static void each(List<Path> files, Work work) throws IOException {
    if (files.size() < FEW) {
      for (var file : files) {
        work.on(file);
      }
      return;
    }
    var parts =
        IntStream.range(0, COUNT)
            .mapToObj(part -> CompletableFuture.runAsync(() -> part(files, part, work), THREADS))
            .toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(parts).join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case FileFailure failed -> throw failed.failure;
        case RuntimeException failed -> throw failed;
        default -> throw e;
      }
    }
  }

  private static void part(List<Path> files, int part, Work work) {
    for (int i = part; i < files.size(); i += COUNT) {
      try {
        work.on(files.get(i));
      } catch (IOException e) {
        throw new FileFailure(e);
      }
    }
  }

  private static final class FileFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final IOException failure;

    FileFailure(IOException failure) {
      super(failure);
      this.failure = failure;
    }
  }
}
