package dev.hindcast.branch.reflink.server;

import static java.util.Objects.requireNonNull;

import dev.hindcast.branch.reflink.files.Account;
import dev.hindcast.branch.reflink.files.Blocks;
import dev.hindcast.branch.reflink.files.CloneRefusedException;
import dev.hindcast.branch.reflink.files.Duplication;
import dev.hindcast.branch.reflink.files.FileCloner;
import dev.hindcast.branch.reflink.files.TreeCopy;
import dev.hindcast.platform.files.TreeRemoval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * The files of forks: copied from the parent, configured, kept pristine, set back, measured.
 *
 * @param duplication of data directories and tablespaces
 * @param cloner of single files
 * @param account whose they are
 */
public record ClusterFiles(Duplication duplication, FileCloner cloner, Account account) {
  private static final TreeCopy.Selection LIVE = new ClusterSelection();

  public ClusterFiles {
    requireNonNull(duplication);
    requireNonNull(cloner);
    requireNonNull(account);
  }

  /** Makes the empty folder of a fork. */
  public void makeHome(ForkFolder fork) throws IOException {
    folder(fork.home());
    folder(fork.tablespaces());
    folder(fork.pristine());
    folder(fork.pristine().resolve("tablespaces"));
  }

  /** Copies the parent while it is in backup mode, tablespaces too. */
  public void copyLive(Path parent, ForkFolder fork) throws IOException {
    duplication.duplicate(parent, fork.data(), LIVE);
    for (var tablespace : list(parent.resolve("pg_tblspc"))) {
      var copy = fork.tablespaces().resolve(tablespace.getFileName());
      var link = fork.data().resolve("pg_tblspc").resolve(tablespace.getFileName());
      if (Files.isSymbolicLink(tablespace)) {
        duplication.duplicate(tablespace.toRealPath(), copy, LIVE);
        Files.createSymbolicLink(link, copy);
        account.own(link);
      } else {
        // In place: a folder of the data directory, which stays where it is.
        new TreeCopy(cloner, account).copy(tablespace, link, LIVE);
      }
    }
  }

  /**
   * Adds what makes a copy a backup that can be recovered: the label, the tablespaces' new places,
   * the log. Segments of the log that cannot be cloned, as they lie elsewhere, are copied: there
   * are few.
   */
  public void completeBackup(Path parent, ForkFolder fork, BackupEnd end) throws IOException {
    write(fork.data().resolve("backup_label"), end.label());
    var map = new StringBuilder();
    for (var tablespace : list(fork.tablespaces())) {
      map.append(tablespace.getFileName())
          .append(' ')
          .append(tablespace.toString().replace("\\", "\\\\").replace("\n", "\\\n"))
          .append('\n');
    }
    if (!map.isEmpty()) {
      write(fork.data().resolve("tablespace_map"), map.toString());
    }
    for (var segment : list(parent.resolve("pg_wal"))) {
      var name = segment.getFileName().toString();
      if (name.endsWith(".history")
          || (name.matches("[0-9A-F]{24}")
              && name.compareTo(end.firstSegment()) >= 0
              && name.compareTo(end.lastSegment()) <= 0)) {
        copySmall(segment, fork.data().resolve("pg_wal").resolve(name));
      }
    }
  }

  private void copySmall(Path source, Path target) throws IOException {
    try {
      cloner.clone(source, target);
    } catch (CloneRefusedException elsewhere) {
      Files.copy(source, target);
      Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-------"));
    }
    account.own(target);
  }

  /** Writes the server's configuration, whole, and asks for recovery. */
  public void configure(ForkFolder fork, ServerSettings settings, String login, String lsn)
      throws IOException {
    write(fork.data().resolve("pg_hba.conf"), settings.access(login));
    write(fork.data().resolve("pg_ident.conf"), "");
    write(fork.data().resolve("postgresql.auto.conf"), "");
    write(fork.data().resolve("postgresql.conf"), settings.file(lsn));
    write(fork.data().resolve("recovery.signal"), "");
    if (!Files.exists(fork.log())) {
      write(fork.log(), "");
    }
  }

  /** Gives a stopped server another port. */
  public void setPort(ForkFolder fork, int port) throws IOException {
    for (var data : List.of(fork.data(), fork.pristine().resolve("data"))) {
      var file = data.resolve("postgresql.conf");
      if (Files.exists(file)) {
        write(
            file, Files.readString(file).replaceFirst("(?m)^port = .*$", "port = '" + port + "'"));
      }
    }
  }

  /** Keeps what a stopped server recovered. */
  public void keepPristine(ForkFolder fork) throws IOException {
    for (var tablespace : list(fork.tablespaces())) {
      duplication.duplicate(
          tablespace,
          fork.pristine().resolve("tablespaces").resolve(tablespace.getFileName()),
          TreeCopy.Selection.ALL);
    }
    duplication.duplicate(fork.data(), fork.pristine().resolve("data"), TreeCopy.Selection.ALL);
  }

  /** Sets a stopped server back to what was kept; may be repeated. */
  public void restore(ForkFolder fork) throws IOException {
    duplication.discard(fork.data());
    for (var tablespace : list(fork.tablespaces())) {
      duplication.discard(tablespace);
    }
    for (var tablespace : list(fork.pristine().resolve("tablespaces"))) {
      duplication.duplicate(
          tablespace, fork.tablespaces().resolve(tablespace.getFileName()), TreeCopy.Selection.ALL);
    }
    duplication.duplicate(fork.pristine().resolve("data"), fork.data(), TreeCopy.Selection.ALL);
  }

  /** Removes all files of a fork but its record's folder and its label. */
  public void discard(ForkFolder fork) throws IOException {
    duplication.discard(fork.data());
    duplication.discard(fork.pristine().resolve("data"));
    for (var tablespaces : List.of(fork.tablespaces(), fork.pristine().resolve("tablespaces"))) {
      for (var tablespace : list(tablespaces)) {
        duplication.discard(tablespace);
      }
    }
    TreeRemoval.remove(fork.home());
  }

  /** What tables and indexes hold. Not the log, whose size a setting bounds. */
  public Blocks measure(ForkFolder fork) throws IOException {
    var data = Blocks.below(fork.data(), path -> path.startsWith("base"));
    return data.plus(Blocks.below(fork.tablespaces(), _ -> true));
  }

  private void folder(Path folder) throws IOException {
    new TreeCopy(cloner, account).folder(folder);
  }

  // Created anew: what was there may be a link to a file of the parent's.
  private void write(Path file, String text) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text, StandardOpenOption.WRITE);
    account.own(file);
  }

  private static List<Path> list(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }
}
