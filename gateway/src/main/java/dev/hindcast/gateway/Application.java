package dev.hindcast.gateway;

import dev.hindcast.platform.service.ServiceMain;

/** The gateway as a process of its own. */
public final class Application {
  private Application() {}

  /** Serves until the process is told to stop; settings come from the environment. */
  public static void main(String[] args) throws InterruptedException {
    ServiceMain.serve("gateway", args);
  }
}
