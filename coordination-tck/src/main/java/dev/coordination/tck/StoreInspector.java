package dev.coordination.tck;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A look into the store beside the clients under test, and a hand in it. Reads show the store's
 * latest state. Paths are those that clients without namespace use.
 */
public interface StoreInspector {

  /** What a contender excludes when it is granted. */
  enum Stake {
    /** Everybody else: a lock, a write lock, a candidacy. */
    EXCLUSIVE,
    /** Those who exclude: a read lock. */
    SHARED,
    /** One of the permits of a semaphore, which it has. */
    PERMIT,
    /** Nobody yet: it waits for a permit. */
    WAITING
  }

  /**
   * One contender in the line of a lock, an election or a semaphore.
   *
   * @param identifier the identifier it shows
   * @param token the fencing token it has, or would have, when granted; of one that waits for a
   *     permit, a number of its own that no permit before it has reached
   * @param live whether its session is alive at the store
   * @param stake what it excludes
   */
  record Contender(String identifier, long token, boolean live, Stake stake) {

    /**
     * One that excludes everybody else.
     *
     * @param identifier the identifier it shows
     * @param token the fencing token it has, or would have, when granted
     * @param live whether its session is alive at the store
     */
    public Contender(String identifier, long token, boolean live) {
      this(identifier, token, live, Stake.EXCLUSIVE);
    }
  }

  /**
   * One item of a queue or locking queue.
   *
   * @param name what names it, as {@code put} returned it
   * @param priority the priority it was put with
   * @param payload its bytes
   * @param claim the fencing token of the claim that stands on it; 0 if none does
   */
  record Item(String name, int priority, byte[] payload, long claim) {}

  /**
   * One member of a party or shallow party.
   *
   * @param identifier the identifier it shows
   * @param token of its entry: later entries have larger ones
   * @param live whether its session is alive at the store
   */
  record Member(String identifier, long token, boolean live) {}

  /**
   * Who has a lease, or a slot of several.
   *
   * @param holder the identifier
   * @param end until when, as it is stored
   * @param token the fencing token of the grant
   */
  record StoredLease(String holder, Instant end, long token) {}

  /**
   * Lists the line of contenders at a path in grant order, readers included; the first holds.
   *
   * @param path the path of a lock, a read/write lock or an election
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
   * Lists who holds a permit of a semaphore, in the order of tokens, and behind them who waits, in
   * grant order.
   *
   * @param path the path of a semaphore
   * @return the line
   */
  List<Contender> permits(String path);

  /**
   * Deletes a permit, or a wait for one, by hand.
   *
   * @param path the path of a semaphore
   * @param position its place in {@link #permits}
   */
  void deletePermit(String path, int position);

  /**
   * Lists the items of a queue in the order in which they are to be served.
   *
   * @param path the path of a queue
   * @return the items
   */
  List<Item> items(String path);

  /**
   * Lists the items of a locking queue, claimed or not, in the order in which they are to be
   * served.
   *
   * @param path the path of a locking queue
   * @return the items
   */
  List<Item> lockingItems(String path);

  /**
   * Deletes the claim that stands on an item by hand.
   *
   * @param path the path of a locking queue
   * @param name what names the item
   */
  void deleteClaim(String path, String name);

  /**
   * Lists the members of a party, shallow or not, in the order of joining.
   *
   * @param path the path of a party
   * @return the members
   */
  List<Member> members(String path);

  /**
   * Deletes the entry of a member by hand.
   *
   * @param path the path of a party
   * @param position its place in {@link #members}
   */
  void deleteMember(String path, int position);

  /**
   * Reads who has a lease, whether or not its time has passed.
   *
   * @param path the path of a lease, or of a slot
   * @return what is stored, or empty if there is nothing
   */
  Optional<StoredLease> lease(String path);

  /**
   * Stores bytes by hand in the place of a lease.
   *
   * @param path the path of a lease, or of a slot
   * @param data the bytes
   */
  void writeLease(String path, byte[] data);

  /**
   * Reads the bytes that are stored in the place of a lease.
   *
   * @param path the path of a lease, or of a slot
   * @return the bytes, or empty if there is nothing
   */
  Optional<byte[]> readLease(String path);

  /**
   * Deletes everything at and below a path by hand.
   *
   * @param path the path
   */
  void deleteAll(String path);

  /**
   * Reads the stored bytes of a counter, the limit of a semaphore as a decimal number, or other
   * data.
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
   * Adds an entry to the line of a lock that is no contender, or to a party that is no member, as
   * another program might.
   *
   * @param path the path of a lock, an election or a party
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
