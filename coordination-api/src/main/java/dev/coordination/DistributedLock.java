package dev.coordination;

import java.util.List;

/**
 * A mutual-exclusion lock shared by every client of the store, granted in the order of arrival.
 *
 * <p>At no instant do two holds of one path both answer {@link Hold#isHeld} with {@code true}. The
 * {@linkplain Hold#fencingToken fencing tokens} of a path increase from grant to grant, over every
 * way of being granted.
 *
 * <p>The object is stateless: it may be shared, kept, or thrown away; what is held is the {@link
 * Hold}. A lock and a {@linkplain LeaderElection leader election} on one path are one line of
 * contenders.
 *
 * <p><b>What it does not guarantee.</b> It is not re-entrant, and it is not a {@link
 * java.util.concurrent.locks.Lock}. It cannot stop a process that goes on after its hold was lost;
 * see {@link Hold} on fencing.
 *
 * <pre>{@code
 * DistributedLock lock = client.lock("/reports/daily");
 * try (Hold hold = lock.acquire()) {
 *   report.publish(hold.fencingToken());
 * }
 * }</pre>
 *
 * <p>On ZooKeeper the algorithm and the node names are those of kazoo's {@code Lock}: an ephemeral
 * sequential node for each contender, each watching its predecessors.
 */
public interface DistributedLock extends Acquirable<Hold> {

  /**
   * Lists who holds and who waits: the identifiers in the order in which they are granted, the
   * holder first. A snapshot, which may lag behind other clients' latest changes.
   *
   * @return the identifiers, empty if no one holds or waits
   * @throws ServiceUnavailableException if the store cannot be reached within the operation timeout
   * @throws NotPermittedException if the store denies access
   * @throws IllegalStateException if the client is closed
   */
  List<String> contenders();
}
