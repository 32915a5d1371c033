package dev.hindcast.registry.channel;

import static java.util.Objects.requireNonNull;

/** Names a channel of a bundle. */
public record ChannelName(String bundle, String channel) {
  /** The channel that agents are governed by; its moves are recorded in every trace store. */
  public static final String PRODUCTION = "production";

  public ChannelName {
    requireNonNull(bundle, "bundle");
    requireNonNull(channel, "channel");
  }

  public boolean isProduction() {
    return channel.equals(PRODUCTION);
  }

  /** The resource name, {@code bundles/{bundle}/channels/{channel}}. */
  @Override
  public String toString() {
    return "bundles/" + bundle + "/channels/" + channel;
  }
}
