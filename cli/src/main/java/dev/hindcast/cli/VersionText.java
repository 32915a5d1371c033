package dev.hindcast.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class VersionText implements IVersionProvider {
  @Override
  public String[] getVersion() {
    var version = VersionText.class.getPackage().getImplementationVersion();
    return new String[] {"hindcast " + (version == null ? "(not packaged)" : version)};
  }
}
