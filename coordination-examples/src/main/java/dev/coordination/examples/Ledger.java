package dev.coordination.examples;

import java.util.ArrayList;
import java.util.List;

/**
 * What a lock protects, here in memory: it remembers the largest token and refuses smaller ones.
 */
public final class Ledger {

  private final List<String> entries = new ArrayList<>();
  private long largestToken;

  /** Creates an empty ledger. */
  public Ledger() {}

  /**
   * Appends an entry.
   *
   * @param entry the entry
   * @param token the fencing token of the hold under which the caller acts
   * @throws IllegalStateException if someone with a larger token has been here
   */
  public synchronized void append(String entry, long token) {
    if (token < largestToken) {
      throw new IllegalStateException("stale token " + token + " after " + largestToken);
    }
    largestToken = token;
    entries.add(entry);
  }

  /**
   * Returns the entries.
   *
   * @return all that was appended, in order
   */
  public synchronized List<String> entries() {
    return List.copyOf(entries);
  }
}
