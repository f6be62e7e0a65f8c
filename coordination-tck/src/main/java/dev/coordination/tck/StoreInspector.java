package dev.coordination.tck;

import java.util.List;
import java.util.Optional;

/**
 * A look into the store beside the clients under test, and a hand in it. Reads show the store's
 * latest state. Paths are those that clients without namespace use.
 */
public interface StoreInspector {

  /**
   * One contender in the line of a lock or election.
   *
   * @param identifier the identifier it shows
   * @param token the fencing token it has, or would have, when granted
   * @param live whether its session is alive at the store
   */
  record Contender(String identifier, long token, boolean live) {}

  /**
   * Lists the line of contenders at a path in grant order; the first holds.
   *
   * @param path the path of a lock or election
   * @return the line
   */
  List<Contender> contenders(String path);

  /**
   * Deletes one contender by hand.
   *
   * @param path the path of a lock or election
   * @param position its place in {@link #contenders}
   */
  void deleteContender(String path, int position);

  /**
   * Deletes everything at and below a path by hand.
   *
   * @param path the path
   */
  void deleteAll(String path);

  /**
   * Reads the stored bytes of a counter or other data.
   *
   * @param path the path
   * @return the bytes, or empty if there is nothing at the path
   */
  Optional<byte[]> read(String path);

  /**
   * Stores bytes at a path by hand.
   *
   * @param path the path
   * @param data the bytes
   */
  void write(String path, byte[] data);

  /**
   * Adds an entry to the line of a lock that is no contender, as another program might.
   *
   * @param path the path of a lock or election
   * @param name what the entry is called
   */
  void addForeign(String path, String name);

  /**
   * Denies every client of this harness any write at and below a path.
   *
   * @param path the path, with nothing stored below
   */
  void deny(String path);

  /**
   * Makes the line at a path look as if its order were exhausted: the number by which the next
   * contender is ordered, or that of one already there, has wrapped.
   *
   * @param path the path of a lock or election
   */
  default void exhaustOrder(String path) {
    throw new UnsupportedOperationException("exhaustOrder");
  }

  /**
   * Lists what is stored below a path that belongs to a session: contenders, marks, waits. After a
   * clean end there is nothing; what is meant to stay (the data of a counter, parents) is not
   * listed.
   *
   * @param path where to look
   * @return a line for each leftover
   */
  List<String> residue(String path);
}
