package dev.hindcast.registry;

import dev.hindcast.platform.service.ServiceMain;

/** The registry as a process of its own. */
public final class Application {
  private Application() {}

  /** Serves until the process is told to stop; settings come from the environment. */
  public static void main(String[] args) throws InterruptedException {
    ServiceMain.serve("policy-registry", args);
  }
}
