package dev.hindcast.branch.provider;

/**
 * What a fork costs and how old it has become.
 *
 * @param divergenceBytes what the fork itself holds on disk beyond what an unwritten one holds; 0
 *     at creation
 * @param arrivedActions actions committed in the store that the fork does not see
 */
public record Usage(long divergenceBytes, long arrivedActions) {}
