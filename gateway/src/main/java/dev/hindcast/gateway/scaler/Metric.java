package dev.hindcast.gateway.scaler;

/** What an autoscaler can divide among workers. */
public enum Metric {
  /** Pending and leased shards of running replays. Exact; says nothing of how long one takes. */
  SHARDS("shards", "hindcast-shards", "targetShards", 4),

  /** How long one worker would work on the backlog, by the pace seen lately. */
  SECONDS("seconds", "hindcast-seconds", "targetSeconds", 20);

  private final String id;
  private final String metricName;
  private final String targetKey;
  private final double usualTarget;

  Metric(String id, String metricName, String targetKey, double usualTarget) {
    this.id = id;
    this.metricName = metricName;
    this.targetKey = targetKey;
    this.usualTarget = usualTarget;
  }

  /** How a scaled object's metadata chooses it. */
  String id() {
    return id;
  }

  /** How the autoscaler names it. */
  public String metricName() {
    return metricName;
  }

  /** The key of its target in a scaled object's metadata. */
  String targetKey() {
    return targetKey;
  }

  /** Where the metadata names no target. */
  double usualTarget() {
    return usualTarget;
  }
}
