package dev.hindcast.branch.reflink.server;

import static java.util.Objects.requireNonNull;

import dev.hindcast.branch.provider.ForkName;
import dev.hindcast.branch.reflink.files.ForkLocks;
import dev.hindcast.platform.files.TreeRemoval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * The forks in a folder: labels and records. What changes a fork is done under its lock.
 *
 * @param directory of the forks; it need not be there
 */
public record ForkCatalog(Path directory) {
  private static final String LABEL = ".label";

  public ForkCatalog {
    requireNonNull(directory);
  }

  public ForkLocks locks() {
    return new ForkLocks(directory.resolve(".locks"));
  }

  public ForkFolder folder(String uid) {
    return new ForkFolder(directory, uid);
  }

  /** All labels. */
  public List<ForkLabel> labels() throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    var labels = new ArrayList<ForkLabel>();
    try (var entries = Files.list(directory)) {
      for (var entry : (Iterable<Path>) entries.sorted()::iterator) {
        var name = entry.getFileName().toString();
        if (name.endsWith(LABEL)) {
          label(name.substring(0, name.length() - LABEL.length())).ifPresent(labels::add);
        }
      }
    }
    return labels;
  }

  /** The label of a fork, if anything of it is there. */
  public Optional<ForkLabel> label(String uid) throws IOException {
    return read(folder(uid).label()).map(ForkLabel::of);
  }

  /** The record of a fork of this store, if it is finished. */
  public Optional<ForkRecord> record(ForkName name) throws IOException {
    var label = label(name.uid());
    return label.isPresent() && label.get().name().equals(name)
        ? read(folder(name.uid()).record()).map(ForkRecord::of)
        : Optional.empty();
  }

  /** Ports that finished forks have, running or not. */
  Set<Integer> ports() throws IOException {
    var ports = new TreeSet<Integer>();
    for (var label : labels()) {
      record(label.name()).ifPresent(record -> ports.add(record.port()));
    }
    return ports;
  }

  public void write(ForkLocks.Held held, ForkLabel label) throws IOException {
    write(held, folder(label.name().uid()).label(), label.properties());
  }

  public void write(ForkLocks.Held held, String uid, ForkRecord record) throws IOException {
    write(held, folder(uid).record(), record.properties());
  }

  /** Makes a finished fork an unfinished one. */
  public void removeRecord(String uid) throws IOException {
    Files.deleteIfExists(folder(uid).record());
  }

  /** Stops the servers of all forks; who asks for a fork again starts its server again. */
  public void stopServers() throws IOException {
    for (var label : labels()) {
      var uid = label.name().uid();
      try (var _ = locks().hold(uid)) {
        ForkServer.stop(folder(uid));
      }
    }
  }

  /** Removes the folder, and then the label. */
  public void remove(String uid) throws IOException {
    TreeRemoval.remove(folder(uid).home());
    Files.deleteIfExists(folder(uid).label());
  }

  private static void write(ForkLocks.Held held, Path file, Properties properties)
      throws IOException {
    try (var out = Files.newBufferedWriter(held.scratch())) {
      properties.store(out, null);
    }
    Files.move(
        held.scratch(), file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static Optional<Properties> read(Path file) throws IOException {
    var properties = new Properties();
    try (var in = Files.newBufferedReader(file)) {
      properties.load(in);
      return Optional.of(properties);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
