package dev.hindcast.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A replay worker as a process of its own, with the heap that it has in production. */
final class BenchWorker implements AutoCloseable {
  /** Heap that a worker is given, in MiB. */
  static final int HEAP = 256;

  private static final int PATIENCE_SECONDS = 20;
  private static final Pattern COLLECTION = Pattern.compile("Pause .*? (\\d+)M->(\\d+)M\\(");

  private final Process process;
  private final Path collections;

  private BenchWorker(Process process, Path collections) {
    this.process = process;
    this.collections = collections;
  }

  /**
   * Heap in use, in MiB.
   *
   * @param most before a collection
   * @param live most that a collection left
   * @param collections so many
   */
  record Heap(int most, int live, int collections) {
    Heap max(Heap other) {
      return new Heap(
          Math.max(most, other.most),
          Math.max(live, other.live),
          Math.max(collections, other.collections));
    }
  }

  static BenchWorker start(
      Path folder, int number, List<String> gateways, int slots, List<String> jvmOptions)
      throws IOException {
    var collections = folder.resolve("worker-" + number + ".gc");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx" + HEAP + "m",
            "-Xlog:gc:file=" + collections,
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(jvmOptions);
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            "-Dhindcast.worker.gateways=" + String.join(",", gateways),
            "-Dhindcast.worker.slots=" + slots,
            "dev.hindcast.worker.Application"));
    return new BenchWorker(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("worker-" + number + ".log").toFile())
            .start(),
        collections);
  }

  long pid() {
    return process.pid();
  }

  /** What its collector has written so far. */
  Heap heap() throws IOException {
    var heap = new Heap(0, 0, 0);
    for (var line : Files.readAllLines(collections)) {
      var found = COLLECTION.matcher(line);
      if (found.find()) {
        heap =
            new Heap(
                Math.max(heap.most, Integer.parseInt(found.group(1))),
                Math.max(heap.live, Integer.parseInt(found.group(2))),
                heap.collections + 1);
      }
    }
    return heap;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
