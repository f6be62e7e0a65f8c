package dev.coordination;

/**
 * A pair of locks on one path: any number of readers, or one writer.
 *
 * <p>Holds of the {@linkplain #readLock read lock} share; a hold of the {@linkplain #writeLock
 * write lock} excludes all others, readers and writers. Both stand in one line, in the order of
 * arrival: a reader behind a waiting writer waits, so that neither readers nor writers starve.
 *
 * <p>{@linkplain Hold#fencingToken Fencing tokens} follow that line. Each reader of one read phase
 * has a token of its own, larger than the previous writer's and smaller than the next writer's.
 *
 * <p>The {@linkplain CoordinationClient#lock plain lock} of the same path is the write lock, and an
 * {@linkplain CoordinationClient#election election} there excludes readers as well: all of them are
 * one line of contenders.
 *
 * <p><b>What it does not guarantee.</b> It is not re-entrant, and a read hold cannot be turned into
 * a write hold or back: whoever asks for the write lock while holding the read lock waits for
 * himself.
 *
 * <pre>{@code
 * DistributedReadWriteLock catalogue = client.readWriteLock("/catalogue");
 * try (Hold hold = catalogue.readLock().acquire()) {
 *   return prices.of(article);
 * }
 * }</pre>
 *
 * <p>On ZooKeeper the node names are those of kazoo's {@code ReadLock} and {@code WriteLock}; the
 * idea of one line for both is the one of ZooKeeper's recipe for shared locks.
 */
public interface DistributedReadWriteLock {

  /**
   * Returns the path of this pair.
   *
   * @return the path
   */
  String path();

  /**
   * Returns the lock for reading. Its {@link DistributedLock#contenders contenders} are those of
   * the whole line, writers included.
   *
   * @return the lock that readers share
   */
  DistributedLock readLock();

  /**
   * Returns the lock for writing, which is the plain lock of the path.
   *
   * @return the lock that excludes everybody else
   */
  DistributedLock writeLock();
}
