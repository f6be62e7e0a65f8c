package dev.coordination;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * One session with a coordination store, and the factory of every recipe.
 *
 * <p>A client is made by a backend, is safe for use by any number of threads, and is meant to live
 * as long as the process. When its session ends it seeks a new one by itself: what was held is then
 * {@linkplain HoldState#LOST lost}, what was waiting goes on.
 *
 * <p>The factory methods cost next to nothing and send nothing, but for a {@link SetPartitioner},
 * which joins by itself; they fail only for bad arguments or a closed client.
 *
 * <pre>{@code
 * try (CoordinationClient client = ZooKeeperCoordination.connect("zk1:2181,zk2:2181/shop")) {
 *   try (Hold hold = client.lock("/orders/42").acquire()) {
 *     ship(order, hold.fencingToken());
 *   }
 * }
 * }</pre>
 *
 * @see dev.coordination
 */
public interface CoordinationClient extends AutoCloseable {

  /**
   * Returns the name under which this client is listed where its holds and waits are shown. Unless
   * chosen otherwise it names the host, the process and a random suffix.
   *
   * @return the identifier
   */
  String identifier();

  /**
   * Returns a view of this client under another identifier. The view shares the session; closing it
   * ends what was obtained through it and nothing else.
   *
   * @param identifier any string without unpaired surrogates; may be empty
   * @return the view
   * @throws IllegalArgumentException if the identifier is not encodable
   * @throws IllegalStateException if this client is closed
   */
  CoordinationClient withIdentifier(String identifier);

  /**
   * Returns a view of this client whose paths all lie under the given one. The view shares the
   * session; closing it ends what was obtained through it and nothing else.
   *
   * @param path the prefix, a legal path
   * @return the view
   * @throws IllegalArgumentException if the path is not legal
   * @throws IllegalStateException if this client is closed
   */
  CoordinationClient withNamespace(String path);

  /**
   * Returns how this client stands to its store.
   *
   * @return the current state
   */
  ConnectionState connectionState();

  /**
   * Registers a listener for the connection state. It is first told the current state and then the
   * changes, serially and in order. The last one is {@link ConnectionState#CLOSED}, when this
   * client or view is closed.
   *
   * @param executor runs the listener; what it rejects is logged and not told, and as long as it
   *     blocks nothing waits but this listener
   * @param listener is told each state
   * @return ends the subscription
   */
  Registration onConnectionState(Executor executor, Consumer<ConnectionState> listener);

  /**
   * Returns the lock at the given path.
   *
   * @param path a legal path
   * @return the lock
   * @throws IllegalArgumentException if the path is not legal
   * @throws IllegalStateException if this client is closed
   */
  DistributedLock lock(String path);

  /**
   * Returns the pair of a read lock and a write lock at the given path.
   *
   * @param path a legal path
   * @return the pair
   * @throws IllegalArgumentException if the path is not legal
   * @throws IllegalStateException if this client is closed
   */
  DistributedReadWriteLock readWriteLock(String path);

  /**
   * Returns the read lock at the given path, as {@link #readWriteLock} has it.
   *
   * @param path a legal path
   * @return the lock that readers share
   * @throws IllegalArgumentException if the path is not legal
   * @throws IllegalStateException if this client is closed
   */
  default DistributedLock readLock(String path) {
    return readWriteLock(path).readLock();
  }

  /**
   * Returns the write lock at the given path, which is its {@link #lock}.
   *
   * @param path a legal path
   * @return the lock that excludes everybody else
   * @throws IllegalArgumentException if the path is not legal
   * @throws IllegalStateException if this client is closed
   */
  default DistributedLock writeLock(String path) {
    return readWriteLock(path).writeLock();
  }

  /**
   * Returns the semaphore at the given path.
   *
   * @param path a legal path
   * @param maxLeases how many permits there are, the same for all who share the path
   * @return the semaphore
   * @throws IllegalArgumentException if the path is not legal or {@code maxLeases} is less than one
   * @throws IllegalStateException if this client is closed
   */
  DistributedSemaphore semaphore(String path, int maxLeases);

  /**
   * Returns the election at the given path. Each call returns a new object, whose {@link
   * LeaderElection#cancel} concerns only the candidacies made through it.
   *
   * @param path a legal path
   * @return the election
   * @throws IllegalArgumentException if the path is not legal
   * @throws IllegalStateException if this client is closed
   */
  LeaderElection election(String path);

  /**
   * Returns the queue of bytes at the given path.
   *
   * @param path a legal path
   * @return the queue
   * @throws IllegalArgumentException if the path is not legal
   * @throws IllegalStateException if this client is closed
   */
  default DistributedQueue<byte[]> queue(String path) {
    return queue(path, Codec.bytes());
  }

  /**
   * Returns the queue at the given path.
   *
   * @param path a legal path
   * @param codec turns values into bytes and back
   * @param <T> the type of the values
   * @return the queue
   * @throws IllegalArgumentException if the path is not legal
   * @throws IllegalStateException if this client is closed
   */
  <T> DistributedQueue<T> queue(String path, Codec<T> codec);

  /**
   * Returns the locking queue of bytes at the given path.
   *
   * @param path a legal path
   * @return the locking queue
   * @throws IllegalArgumentException if the path is not legal
   * @throws IllegalStateException if this client is closed
   */
  default LockingQueue<byte[]> lockingQueue(String path) {
    return lockingQueue(path, Codec.bytes());
  }

  /**
   * Returns the locking queue at the given path.
   *
   * @param path a legal path
   * @param codec turns values into bytes and back
   * @param <T> the type of the values
   * @return the locking queue
   * @throws IllegalArgumentException if the path is not legal
   * @throws IllegalStateException if this client is closed
   */
  <T> LockingQueue<T> lockingQueue(String path, Codec<T> codec);

  /**
   * Returns the barrier at a path: up until it is removed.
   *
   * @param path the path
   * @return the barrier
   * @throws IllegalArgumentException if the path is malformed
   * @throws IllegalStateException if this client is closed
   */
  DistributedBarrier barrier(String path);

  /**
   * Returns the barrier at a path that opens by itself when a number of threads wait at once.
   *
   * @param path the path
   * @param parties the number, at least one
   * @return the barrier
   * @throws IllegalArgumentException if the path is malformed or the number less than one
   * @throws IllegalStateException if this client is closed
   */
  DistributedBarrier barrier(String path, int parties);

  /**
   * Returns a new participant of the double barrier at a path, which has not entered.
   *
   * @param path the path
   * @param parties how many begin and end together, at least one
   * @return the participant
   * @throws IllegalArgumentException if the path is malformed or the number less than one
   * @throws IllegalStateException if this client is closed
   */
  DistributedDoubleBarrier doubleBarrier(String path, int parties);

  /**
   * Returns the counter at the given path, with default value zero.
   *
   * @param path a legal path
   * @return the counter
   * @throws IllegalArgumentException if the path is not legal
   * @throws IllegalStateException if this client is closed
   */
  default DistributedCounter counter(String path) {
    return counter(path, 0);
  }

  /**
   * Returns the counter at the given path.
   *
   * @param path a legal path
   * @param defaultValue the value before anyone has written one
   * @return the counter
   * @throws IllegalArgumentException if the path is not legal
   * @throws IllegalStateException if this client is closed
   */
  DistributedCounter counter(String path, long defaultValue);

  /**
   * Returns a new participant of the party at the given path, which has not joined yet. It is
   * listed under this client's {@link #identifier}.
   *
   * @param path a legal path
   * @return the participant
   * @throws IllegalArgumentException if the path is not legal
   * @throws IllegalStateException if this client is closed
   */
  Party party(String path);

  /**
   * Returns a new participant of the shallow party at the given path, which has not joined yet. It
   * is listed under this client's {@link #identifier}, which must be fit to be a part of a path:
   * without {@code /} and the characters that no path may hold. It may be empty.
   *
   * @param path a legal path
   * @return the participant
   * @throws IllegalArgumentException if the path is not legal, or the identifier is not fit
   * @throws IllegalStateException if this client is closed
   */
  Party shallowParty(String path);

  /**
   * Returns a new member that divides items with the others at the given path, as kazoo's {@code
   * SetPartitioner} does. Returns at once; the member joins and allocates in the background.
   *
   * @param path a legal path
   * @param items what to divide, the same for every member
   * @param <T> the type of the items
   * @return the member, ended by {@link SetPartitioner#finish}
   * @throws IllegalArgumentException if the path is not legal, if this client's identifier is not
   *     fit to be a part of one, if an item's name is no element of one, or if two have one name
   * @throws IllegalStateException if this client is closed
   */
  default <T> SetPartitioner<T> setPartitioner(String path, Collection<T> items) {
    return setPartitioner(path, items, PartitionOptions.defaults());
  }

  /**
   * Returns a new member that divides items with the others at the given path. Returns at once; the
   * member joins and allocates in the background.
   *
   * @param path a legal path
   * @param items what to divide, the same for every member
   * @param options how to divide them
   * @param <T> the type of the items
   * @return the member, ended by {@link SetPartitioner#finish}
   * @throws IllegalArgumentException if the path is not legal, if this client's identifier is not
   *     fit to be a part of one, if an item's name is no element of one, or if two have one name
   * @throws IllegalStateException if this client is closed
   */
  <T> SetPartitioner<T> setPartitioner(
      String path, Collection<T> items, PartitionOptions<T> options);

  /**
   * Returns the lease at the given path.
   *
   * @param path a legal path
   * @param duration for how long it is asked for, more than twice the client's clock skew
   * @return the lease
   * @throws IllegalArgumentException if the path is not legal or the duration too short
   * @throws IllegalStateException if this client is closed
   */
  NonBlockingLease nonBlockingLease(String path, Duration duration);

  /**
   * Returns the given number of leases below the given path.
   *
   * @param path a legal path
   * @param count how many slots there are, from 1 to 256, the same for all who share the path
   * @param duration for how long they are asked for, more than twice the client's clock skew
   * @return the leases
   * @throws IllegalArgumentException if the path is not legal, {@code count} out of its range, or
   *     the duration too short
   * @throws IllegalStateException if this client is closed
   */
  MultiNonBlockingLease multiNonBlockingLease(String path, int count, Duration duration);

  /**
   * Closes this client, or view: releases every hold obtained through it, leaves every party,
   * finishes every partitioner, and ends every wait with {@link IllegalStateException}. Closing a
   * view leaves the session alone; closing the client that the backend made also ends the session,
   * if the session is its own.
   *
   * <p>Waits for the store's confirmation no longer than the operation timeout, is not
   * interruptible, and may be called from a callback. Closing again has no effect.
   */
  @Override
  void close();
}
