package dev.hindcast.gateway.change;

/** How many workflows lose an action, by their outcome in production. */
public record TouchedWorkflows(long success, long failure, long incident, long unknown) {
  public static final TouchedWorkflows NONE = new TouchedWorkflows(0, 0, 0, 0);
}
