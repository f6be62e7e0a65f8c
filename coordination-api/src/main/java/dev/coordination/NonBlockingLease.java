package dev.coordination;

import java.time.Duration;
import java.util.Optional;

/**
 * A grant for a span of time, to whoever comes when nobody has it: nobody ever waits for it.
 *
 * <p>Unlike a {@link DistributedLock} a lease is granted to an <em>identifier</em>, not to a
 * session. It outlives the session, the client and the process; it ends when it is {@linkplain
 * Lease#release released}, or when its time has passed. It suits work that is done now and then and
 * must not be done by two at once, by processes that come and go.
 *
 * <p><b>The same identifier renews.</b> Who asks again under the identifier that has the lease
 * extends the grant, from now on and never to an earlier end, and gets another handle of the same
 * grant: with the same token, and releasing either frees it. Handles of one grant within one client
 * end together; in another process the second learns of it by {@link Lease#renew}. So processes
 * that must exclude each other need identifiers that differ.
 *
 * <p><b>Clocks.</b> The end of a lease is an instant of the calendar, because those who compare it
 * share nothing else. It is assumed that <em>the wall clock of every process that uses the path is
 * right within the client's clock skew</em>, one second unless the client was told otherwise, and
 * that its monotonic clock loses no more than that over the time of a lease: let the skew grow with
 * the duration where leases last for many hours. Then no two hold the lease at one instant: who has
 * it takes it for over at {@link Lease#expiresAt} less the skew, by a monotonic clock that no
 * administrator sets, and everybody else takes it for free only after that instant plus the skew.
 * With a clock that is wrong by more there may be two; then {@linkplain Hold#fencingToken fencing
 * tokens} are what protects the resource.
 *
 * <p>All methods wait only for the store, are not interruptible and are bounded by the client's
 * operation timeout. The object may be shared.
 *
 * <pre>{@code
 * NonBlockingLease nightly = client.nonBlockingLease("/jobs/nightly", Duration.ofMinutes(10));
 * Optional<Lease> lease = nightly.tryAcquire();
 * if (lease.isPresent()) {
 *   runNightlyJob(lease.get().fencingToken());
 * }
 * }</pre>
 *
 * <p>On ZooKeeper the nodes are those of kazoo's {@code NonBlockingLease}: JSON in {@code
 * lease_holder} below the path, changed under kazoo's lock on the path. kazoo itself allows for no
 * skew.
 *
 * @see MultiNonBlockingLease
 */
public interface NonBlockingLease {

  /**
   * Returns the path of this lease.
   *
   * @return the path
   */
  String path();

  /**
   * Returns for how long the lease is asked for.
   *
   * @return the duration, more than twice the client's clock skew
   */
  Duration duration();

  /**
   * Takes the lease if it is free, or extends it if this client's identifier has it. Never waits
   * for another holder.
   *
   * @return the lease, or empty if another identifier has it, or is about to take it
   * @throws ServiceUnavailableException if the store cannot be reached; at once if the connection
   *     is down; nothing was applied
   * @throws OutcomeUnknownException if it may or may not have been applied: the lease may then be
   *     taken, by this client's identifier, until its time has passed
   * @throws MalformedDataException if the data of the lease is none, or of an unknown version; it
   *     is not overwritten
   * @throws NotPermittedException if the store denies access
   * @throws IllegalStateException if the client is closed
   */
  Optional<Lease> tryAcquire();

  /**
   * Returns who has the lease. A snapshot, which may be out of date when it is returned.
   *
   * @return the identifier that has it, empty once anybody may take it
   * @throws ServiceUnavailableException if the store cannot be reached within the operation timeout
   * @throws MalformedDataException if the data of the lease is none, or of an unknown version
   * @throws NotPermittedException if the store denies access
   * @throws IllegalStateException if the client is closed
   */
  Optional<String> holder();
}
