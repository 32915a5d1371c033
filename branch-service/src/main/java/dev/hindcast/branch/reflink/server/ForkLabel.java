package dev.hindcast.branch.reflink.server;

import static java.util.Objects.requireNonNull;

import dev.hindcast.branch.provider.ForkName;
import dev.hindcast.branch.provider.ForkRequest;
import dev.hindcast.branch.provider.Installation;
import java.util.Properties;
import java.util.UUID;

/** Whose fork it is: written before anything else of it exists, removed after everything. */
public record ForkLabel(Installation installation, ForkName name) {
  public ForkLabel {
    requireNonNull(installation);
    requireNonNull(name);
  }

  /** The label of the fork that a request asks for. */
  public static ForkLabel of(ForkRequest request) {
    return new ForkLabel(request.installation(), request.name());
  }

  Properties properties() {
    var properties = new Properties();
    properties.setProperty("installation", installation.id().toString());
    properties.setProperty("store", name.store());
    properties.setProperty("uid", name.uid());
    return properties;
  }

  static ForkLabel of(Properties properties) {
    return new ForkLabel(
        new Installation(UUID.fromString(properties.getProperty("installation"))),
        new ForkName(properties.getProperty("store"), properties.getProperty("uid")));
  }
}
