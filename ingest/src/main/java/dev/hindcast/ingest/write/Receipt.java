package dev.hindcast.ingest.write;

/**
 * What became of a delivery: everything is on disk, but for what the database cannot hold.
 *
 * @param refused actions and outcomes that no repetition will bring in
 */
public record Receipt(int refused) {
  /** All is stored. */
  public static final Receipt COMPLETE = new Receipt(0);
}
