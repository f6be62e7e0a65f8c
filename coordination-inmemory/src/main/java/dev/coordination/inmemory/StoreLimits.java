package dev.coordination.inmemory;

import java.util.Collection;

/**
 * How much the store takes in one step. Memory would take more; but what works in a unit test is to
 * work in production, and this is about what a ZooKeeper server takes unless it is told otherwise.
 */
final class StoreLimits {

  private static final int LARGEST_STEP = 0xfffff;

  /** What an item costs besides its payload. */
  private static final int OVERHEAD = 512;

  private StoreLimits() {}

  /**
   * Refuses what is too large.
   *
   * @param path where it is to be put, for the message
   * @param payloads what is to be put in one step
   * @throws IllegalArgumentException if that is more than the store takes
   */
  static void check(String path, Collection<byte[]> payloads) {
    long size = payloads.stream().mapToLong(one -> (long) OVERHEAD + one.length).sum();
    if (size > LARGEST_STEP) {
      throw new IllegalArgumentException(
          "%s: a put of %s bytes is larger than the %s that the store takes in one step"
              .formatted(path, size, LARGEST_STEP));
    }
  }
}
