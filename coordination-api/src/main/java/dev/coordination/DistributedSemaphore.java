package dev.coordination;

import java.util.List;

/**
 * A fixed number of permits shared by every client of the store, granted in the order of arrival.
 *
 * <p>At no instant are there more than {@link #maxLeases} holds of one path that answer {@link
 * Hold#isHeld} with {@code true}. A permit returns when its hold is released, or when its holder's
 * session ends, and is then granted to the first who waits. With a limit of one a semaphore
 * promises what a {@link DistributedLock} does.
 *
 * <p><b>The limit is the store's.</b> All who share a path must ask for the same limit. Who asks
 * for another one while anybody holds or waits gets {@link ConfigurationMismatchException} when it
 * acquires; when nobody does, its limit becomes the limit.
 *
 * <p>{@linkplain Hold#fencingToken Fencing tokens} increase from grant to grant, over every limit.
 * With more than one permit two holders are meant to work at the same time, so a resource must not
 * refuse the smaller of two tokens merely because it has seen the larger one.
 *
 * <p><b>What it does not guarantee.</b> It is not re-entrant: each success is one more permit.
 * Several permits cannot be taken in one call, and two clients that each take several one by one
 * can block each other for ever.
 *
 * <pre>{@code
 * DistributedSemaphore downloads = client.semaphore("/mirror/downloads", 4);
 * try (Hold permit = downloads.acquire()) {
 *   mirror.download(file);
 * }
 * }</pre>
 *
 * <p>On ZooKeeper the nodes are those of kazoo's {@code Semaphore}: one ephemeral child for each
 * permit, the limit in the data of the path, and the line of waiters in the lock beside it.
 */
public interface DistributedSemaphore extends Acquirable<Hold> {

  /**
   * Returns the limit that this object asks for.
   *
   * @return the number of permits, at least one
   */
  int maxLeases();

  /**
   * Lists who holds a permit: an identifier for each permit, in no particular order. A snapshot,
   * which may lag behind other clients' latest changes.
   *
   * @return the identifiers, empty if no permit is held
   * @throws ServiceUnavailableException if the store cannot be reached within the operation timeout
   * @throws NotPermittedException if the store denies access
   * @throws IllegalStateException if the client is closed
   */
  List<String> leaseHolders();
}
