package dev.hindcast.worker;

import dev.hindcast.platform.service.ServiceMain;
import java.util.List;

/**
 * The replay worker as a process of its own; settings come from the environment. With the argument
 * {@value #END_WITH_INPUT} it ends at once when its standard input does, as a child that must not
 * outlive its parent; its shards go to other workers when their leases run out.
 */
public final class Application {
  static final String SERVICE = "replay-worker";
  private static final String END_WITH_INPUT = "--end-with-input";

  private Application() {}

  public static void main(String[] args) throws InterruptedException {
    if (List.of(args).contains(END_WITH_INPUT)) {
      InputWatch.start(System.in, () -> Runtime.getRuntime().halt(1));
    }
    ServiceMain.call(SERVICE, args);
  }
}
