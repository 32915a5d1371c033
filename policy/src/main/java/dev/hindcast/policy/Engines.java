package dev.hindcast.policy;

import dev.hindcast.policy.cel.CelEngine;
import dev.hindcast.policy.engine.EngineRegistry;

/** The engines this library comes with. */
public final class Engines {

  private Engines() {}

  public static EngineRegistry standard() {
    return new EngineRegistry(new CelEngine());
  }
}
