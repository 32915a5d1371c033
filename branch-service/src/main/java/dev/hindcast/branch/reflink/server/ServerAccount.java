package dev.hindcast.branch.reflink.server;

import static java.util.Objects.requireNonNull;

import dev.hindcast.branch.reflink.RefusedException;
import dev.hindcast.branch.reflink.files.Account;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts programs as the owner of the parent's data directory: PostgreSQL refuses to run as root,
 * and nobody else may read that directory.
 *
 * @param account the owner
 * @param prefix of command lines that makes it so
 */
public record ServerAccount(Account account, List<String> prefix) {
  public ServerAccount {
    requireNonNull(account);
    prefix = List.copyOf(prefix);
  }

  /** The owner of a data directory, if this process may act as that user. */
  public static ServerAccount ownerOf(Path data) throws IOException {
    var owner = Account.of(data);
    var current = Account.current();
    if (owner.user() == current.user()) {
      return new ServerAccount(owner, List.of());
    }
    if (current.user() != 0) {
      throw new RefusedException(
          data
              + " belongs to user "
              + owner.user()
              + ": run the branch-service as that user or as root");
    }
    var prefix =
        List.of("setpriv", "--reuid=" + owner.user(), "--regid=" + owner.group(), "--clear-groups");
    if (!works(prefix, List.of("true"))) {
      throw new RefusedException(
          "setpriv is missing, without which root cannot start a server as user "
              + owner.user()
              + ": install util-linux or run the branch-service as that user");
    }
    return new ServerAccount(owner, prefix);
  }

  /** Checks that the account may pass through a folder. */
  void admit(Path folder) {
    if (!prefix.isEmpty() && !works(prefix, List.of("test", "-x", folder.toString()))) {
      throw new RefusedException(
          "user "
              + account.user()
              + ", who owns the data directory, cannot enter "
              + folder
              + ": choose a fork-directory that it may enter");
    }
  }

  /** The command, run as that user. */
  List<String> command(List<String> command) {
    var all = new ArrayList<>(prefix);
    all.addAll(command);
    return List.copyOf(all);
  }

  /** The same, out of reach of signals that are for us, and of our end. */
  List<String> detached(List<String> command) {
    var all =
        new ArrayList<String>(
            works(List.of("setsid"), List.of("true")) ? List.of("setsid") : List.of());
    all.addAll(command(command));
    return List.copyOf(all);
  }

  private static boolean works(List<String> prefix, List<String> command) {
    var all = new ArrayList<>(prefix);
    all.addAll(command);
    try {
      return new ProcessBuilder(all)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false; // the program is missing
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
