package dev.hindcast.branch.branch;

/**
 * What live branches may add up to before another one is refused. Divergence counts as the sweep
 * measured it last. A branch without an owner counts for its store only.
 *
 * @param storeForks live branches of a store
 * @param ownerForks live branches of an owner in all stores
 * @param storeBytes divergence of a store's live branches
 * @param ownerBytes divergence of an owner's live branches in all stores
 */
public record Quotas(int storeForks, int ownerForks, long storeBytes, long ownerBytes) {
  public Quotas {
    if (storeForks < 1 || ownerForks < 1 || storeBytes < 1 || ownerBytes < 1) {
      throw new IllegalArgumentException(
          "hindcast.branch.max-branches, max-branches-per-owner, max-store-divergence-bytes and"
              + " max-owner-divergence-bytes must be positive");
    }
  }
}
