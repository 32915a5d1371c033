package dev.hindcast.gateway.replay;

/** The resource names of replays: {@code replays/{replay}} and below. */
public final class ReplayName {
  private static final String COLLECTION = "replays/";

  /** No caller can choose a name with a dot in it, or ask for one. */
  private static final String LIVE = ".live";

  private ReplayName() {}

  /** The name under which the live part of a replay is kept; nobody outside sees it. */
  public static String live(String name) {
    return name + LIVE;
  }

  static boolean isLive(String name) {
    return name.endsWith(LIVE);
  }

  /** The name of the replay that a live part belongs to; of any other replay its own. */
  static String history(String name) {
    return isLive(name) ? name.substring(0, name.length() - LIVE.length()) : name;
  }

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
