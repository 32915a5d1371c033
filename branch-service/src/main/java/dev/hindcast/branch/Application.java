package dev.hindcast.branch;

import dev.hindcast.platform.service.ServiceMain;

/** The branch-service as a process of its own. */
public final class Application {
  private Application() {}

  /** Serves until the process is told to stop; settings come from the environment. */
  public static void main(String[] args) throws InterruptedException {
    ServiceMain.serve("branch-service", args);
  }
}
