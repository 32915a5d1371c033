package dev.hindcast.platform.identity;

import dev.hindcast.platform.files.WatchedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Callers by static token, of which the file has the hashes only, and by names in client
 * certificates. Empty lines and those that begin with {@code #} do not count. The file is read
 * again when it changes; one that cannot be read, or has a line that cannot, changes nothing.
 *
 * <p>Thread-safe.
 */
public final class IdentityFile {
  private static final Logger log = LoggerFactory.getLogger(IdentityFile.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final Path file;
  private final InstantSource clock;
  private final WatchedFiles watched;
  private volatile Content current;

  private record Content(List<IdentityEntry> entries, Object state, Instant checked) {}

  private IdentityFile(Path file, InstantSource clock) throws IOException {
    this.file = file;
    this.clock = clock;
    this.watched = new WatchedFiles(List.of(file));
    var state = watched.state();
    this.current = new Content(read(), state, clock.instant());
  }

  /**
   * Opens a file.
   *
   * @throws IllegalArgumentException if it cannot be read; the text names the line and nothing of
   *     it
   */
  public static IdentityFile open(Path file, InstantSource clock) {
    try {
      return new IdentityFile(file, clock);
    } catch (IOException e) {
      throw new IllegalArgumentException("the identity file " + file + " cannot be read", e);
    }
  }

  /** Whether a line would be understood. */
  public static boolean isLine(String line) {
    try {
      var _ = IdentityEntry.parse(line);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** The caller with a token. */
  Authentication byToken(String token) {
    var hash = StaticToken.hash(token);
    Optional<IdentityEntry> found = Optional.empty();
    // Every line is compared, each in constant time: how long it takes tells nothing.
    for (var entry : entries()) {
      if (entry.isToken() && MessageDigest.isEqual(entry.hash(), hash)) {
        found = Optional.of(entry);
      }
    }
    return found
        .<Authentication>map(
            entry ->
                expired(entry)
                    ? new Authentication.Refused(Refusal.EXPIRED_TOKEN)
                    : new Authentication.Known(entry.identity()))
        .orElse(new Authentication.Refused(Refusal.UNKNOWN_TOKEN));
  }

  /** The caller whose certificate has one of these names; the first line that fits counts. */
  Optional<Identity> byCertificate(Set<String> names) {
    return entries().stream()
        .filter(entry -> names.contains(entry.credential()) && !expired(entry))
        .map(IdentityEntry::identity)
        .findFirst();
  }

  private boolean expired(IdentityEntry entry) {
    return entry.expires().filter(end -> !clock.instant().isBefore(end)).isPresent();
  }

  private List<IdentityEntry> entries() {
    var seen = current;
    var now = clock.instant();
    if (now.isBefore(seen.checked().plus(INTERVAL))) {
      return seen.entries();
    }
    var state = watched.state();
    if (state.equals(seen.state())) {
      current = new Content(seen.entries(), state, now);
      return seen.entries();
    }
    try {
      current = new Content(read(), state, now);
      log.info("the identity file {} was read again", file);
    } catch (IOException | IllegalArgumentException e) {
      log.warn(
          "the identity file {} changed and cannot be used; the old one counts: {}",
          file,
          e.getMessage());
      current = new Content(seen.entries(), seen.state(), now);
    }
    return current.entries();
  }

  private List<IdentityEntry> read() throws IOException {
    var entries = new ArrayList<IdentityEntry>();
    var number = 0;
    for (var line : Files.readAllLines(file)) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      try {
        entries.add(IdentityEntry.parse(line));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(file + ":" + number + ": " + e.getMessage(), e);
      }
    }
    return List.copyOf(entries);
  }
}
