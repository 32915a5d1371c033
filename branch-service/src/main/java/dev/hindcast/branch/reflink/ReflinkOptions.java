package dev.hindcast.branch.reflink;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code hindcast.branch.stores.<id>.options.*} of a store whose provider is {@code reflink}.
 *
 * @param dataDirectory {@code data-directory} of the store's cluster on this host; default: what
 *     the server says
 * @param forkDirectory {@code fork-directory} where forks lie, on the same file system; default:
 *     the data directory's name and {@code -forks}, beside it
 * @param binaries {@code binaries}: folder of the program {@code postgres}, of the store's major
 *     version; default: what runs the store
 * @param address {@code address} that forks listen on: private, for they are reached without TLS
 * @param firstPort of {@code ports}, {@code first-last}
 * @param lastPort of {@code ports}
 * @param sharedBuffers {@code shared-buffers} of a fork
 * @param libraries {@code libraries} that a fork preloads; default: the store's, without those that
 *     act on the world
 * @param snapshotCommand {@code snapshot-command}: makes a writable atomic snapshot of the folder
 *     that is its last argument but one appear at the path that is its last; empty: files are
 *     cloned by {@code FICLONE}
 * @param releaseCommand {@code release-command}: gives back the snapshot at the path that is its
 *     last argument; succeeds if there is none
 */
public record ReflinkOptions(
    Optional<Path> dataDirectory,
    Optional<Path> forkDirectory,
    Optional<Path> binaries,
    String address,
    int firstPort,
    int lastPort,
    String sharedBuffers,
    Optional<String> libraries,
    List<String> snapshotCommand,
    List<String> releaseCommand) {
  private static final Set<String> NAMES =
      Set.of(
          "data-directory",
          "fork-directory",
          "binaries",
          "address",
          "ports",
          "shared-buffers",
          "libraries",
          "snapshot-command",
          "release-command");

  public ReflinkOptions {
    requireNonNull(dataDirectory);
    requireNonNull(forkDirectory);
    requireNonNull(binaries);
    requireNonNull(address);
    requireNonNull(sharedBuffers);
    requireNonNull(libraries);
    snapshotCommand = List.copyOf(snapshotCommand);
    releaseCommand = List.copyOf(releaseCommand);
    if (firstPort < 1 || lastPort > 65_535 || firstPort > lastPort) {
      throw new RefusedException("the option ports must be a range such as 7500-7899");
    }
    if (snapshotCommand.isEmpty() != releaseCommand.isEmpty()) {
      throw new RefusedException(
          "the options snapshot-command and release-command belong together: give both or none");
    }
  }

  /** Reads the options of a store. */
  public static ReflinkOptions of(Map<String, String> options) {
    for (var name : options.keySet()) {
      if (!NAMES.contains(name)) {
        throw new RefusedException("the provider reflink has no option " + name);
      }
    }
    var ports = options.getOrDefault("ports", "7500-7899");
    var range =
        ports.matches("[0-9]{1,5}-[0-9]{1,5}") ? ports.split("-", 2) : new String[] {"0", "0"};
    return new ReflinkOptions(
        path(options, "data-directory"),
        path(options, "fork-directory"),
        path(options, "binaries"),
        options.getOrDefault("address", "127.0.0.1"),
        Integer.parseInt(range[0]),
        Integer.parseInt(range[1]),
        options.getOrDefault("shared-buffers", "64MB"),
        Optional.ofNullable(options.get("libraries")),
        words(options, "snapshot-command"),
        words(options, "release-command"));
  }

  private static Optional<Path> path(Map<String, String> options, String name) {
    return Optional.ofNullable(options.get(name))
        .map(
            value -> {
              var path = Path.of(value);
              if (!path.isAbsolute()) {
                throw new RefusedException("the option " + name + " must be an absolute path");
              }
              return path.normalize();
            });
  }

  private static List<String> words(Map<String, String> options, String name) {
    var value = options.getOrDefault(name, "").strip();
    return value.isEmpty() ? List.of() : List.of(value.split("\\s+"));
  }
}
