package dev.hindcast.cli.token;

import dev.hindcast.cli.ExitCode;
import dev.hindcast.cli.connect.DurationConverter;
import dev.hindcast.cli.output.CommandException;
import dev.hindcast.platform.identity.Grant;
import dev.hindcast.platform.identity.IdentityFile;
import dev.hindcast.platform.identity.StaticToken;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hindcast token create}: nothing is stored, and no server is asked. */
@Command(
    name = "create",
    description = {
      "Makes a token. The token goes to standard output, once: it is kept nowhere.",
      "The line for the servers' identity file, which has only its hash, goes to standard error."
    })
final class CreateTokenCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "SUBJECT",
      description = "who will call with it, e.g. ci or ada@example.org")
  private String subject;

  @Option(
      names = "--role",
      paramLabel = "ROLE[@STORE]",
      required = true,
      split = ",",
      description =
          "viewer, author, operator, promoter, worker, recorder, service or admin; for one store, or for all")
  private List<String> roles;

  @Option(
      names = "--ttl",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "how long it is good for, e.g. 90d (default: until its line is taken out)")
  private Duration ttl;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    var grants = grants().stream().map(Grant::toString).collect(Collectors.joining(","));
    var token = StaticToken.create(new SecureRandom());
    var line = StaticToken.fingerprint(token) + " " + subject + " " + grants + expiry();
    if (!IdentityFile.isLine(line)) {
      throw new CommandException("SUBJECT is up to 200 visible ASCII characters without spaces");
    }
    var out = spec.commandLine().getOut();
    var notes = spec.commandLine().getErr();
    // Comments of that file, so that all of it may be appended there.
    notes.println("# add this line to the file that HINDCAST_AUTH_IDENTITY_FILE names:");
    notes.println(line);
    notes.println("# the token, shown only now, is on standard output:");
    notes.flush();
    out.println(token);
    out.flush();
    return ExitCode.CLEAN;
  }

  private List<Grant> grants() {
    try {
      return roles.stream().map(String::strip).map(Grant::parse).distinct().toList();
    } catch (IllegalArgumentException e) {
      throw new CommandException("--role: " + e.getMessage());
    }
  }

  private String expiry() {
    return ttl == null ? "" : " expires=" + Instant.now().plus(ttl).truncatedTo(ChronoUnit.SECONDS);
  }
}
