package dev.coordination;

import java.util.Iterator;
import java.util.Optional;

/**
 * A fixed number of {@linkplain NonBlockingLease leases} under one path: one slot for each of as
 * many holders, or all of them for one.
 *
 * <p>Each slot is the lease at the path followed by {@code /} and its number, from zero on, with
 * everything that {@link NonBlockingLease} says: it is granted to an identifier, it outlives the
 * session, and it relies on the wall clocks of all who share it. All who share the path should use
 * the same number of slots; those who use fewer see only the first ones.
 *
 * <pre>{@code
 * MultiNonBlockingLease workers =
 *     client.multiNonBlockingLease("/mirror/workers", 4, Duration.ofMinutes(1));
 * Optional<Lease> slot = workers.tryAcquireAny();
 * if (slot.isPresent()) {
 *   mirror.work(slot.get());
 * }
 * }</pre>
 *
 * <p>On ZooKeeper the nodes are those of kazoo's {@code MultiNonBlockingLease}, whose clients take
 * the first free slot even when they have another one.
 */
public interface MultiNonBlockingLease extends Iterable<NonBlockingLease> {

  /**
   * Returns the path of these leases.
   *
   * @return the path above the slots
   */
  String path();

  /**
   * Takes one slot, if one is free. An identifier that has one keeps it: the slot is extended, and
   * it never gets a second one in this way.
   *
   * @return the lease of the slot, whose {@linkplain Hold#path path} is the slot's; empty if others
   *     have all slots, or somebody is about to take one
   * @throws ServiceUnavailableException if the store cannot be reached; at once if the connection
   *     is down; nothing was applied
   * @throws OutcomeUnknownException if it may or may not have been applied: a slot may then be
   *     taken, by this client's identifier, until its time has passed
   * @throws MalformedDataException if the data of a slot is none, or of an unknown version; it is
   *     not overwritten
   * @throws NotPermittedException if the store denies access
   * @throws IllegalStateException if the client is closed
   */
  Optional<Lease> tryAcquireAny();

  /**
   * Takes every slot, or none. Slots that this client's identifier has are extended.
   *
   * <p>The result is one lease over all slots. Its {@linkplain Hold#path path} is that of these
   * leases, its token the largest of the slots' tokens, and its end the earliest of theirs.
   * Renewing and releasing it concern all slots in one step. It ends with the first of its slots,
   * also when that is released through another handle; releasing it then frees the others.
   *
   * @return the lease over all slots, or empty if others have one, or somebody is about to take
   *     one; nothing is kept then
   * @throws ServiceUnavailableException if the store cannot be reached; at once if the connection
   *     is down; nothing was applied
   * @throws OutcomeUnknownException if it may or may not have been applied: the slots may then be
   *     taken, by this client's identifier, until their time has passed
   * @throws MalformedDataException if the data of a slot is none, or of an unknown version; it is
   *     not overwritten
   * @throws NotPermittedException if the store denies access
   * @throws IllegalStateException if the client is closed
   */
  Optional<Lease> tryAcquireAll();

  /**
   * Returns the slots as leases of their own, in the order of their numbers. What is taken through
   * one of them is that slot, also by an identifier that has another.
   *
   * @return the slots
   */
  @Override
  Iterator<NonBlockingLease> iterator();
}
