package dev.hindcast.gateway.pass;

/** How many candidates a pass may have. */
public record MostCandidates(int value) {
  public MostCandidates {
    if (value < 1) {
      throw new IllegalArgumentException("a pass has at least one candidate");
    }
  }
}
