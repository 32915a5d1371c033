package dev.hindcast.worker;

import dev.hindcast.platform.service.ServiceMain;

/** The replay worker as a process of its own; settings come from the environment. */
public final class Application {
  static final String SERVICE = "replay-worker";

  private Application() {}

  public static void main(String[] args) throws InterruptedException {
    ServiceMain.call(SERVICE);
  }
}
