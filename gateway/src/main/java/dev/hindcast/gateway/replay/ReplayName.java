package dev.hindcast.gateway.replay;

/** The resource names of replays: {@code replays/{replay}} and below. */
public final class ReplayName {
  private static final String COLLECTION = "replays/";

  private ReplayName() {}

  public static String resource(String name) {
    return COLLECTION + name;
  }

  /** The last part of {@code replays/{replay}}, or the second of a name below it. */
  public static String of(String resource) {
    return resource.split("/", -1)[1];
  }

  public static String change(String replayResource, long actionId) {
    return replayResource + "/changes/" + actionId;
  }
}
