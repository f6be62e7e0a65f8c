package dev.coordination;

import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * One session with a coordination store, and the factory of every recipe.
 *
 * <p>A client is made by a backend, is safe for use by any number of threads, and is meant to live
 * as long as the process. When its session ends it seeks a new one by itself: what was held is then
 * {@linkplain HoldState#LOST lost}, what was waiting goes on.
 *
 * <p>The factory methods send nothing and cost next to nothing; they fail only for a bad path or a
 * closed client.
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
   * changes, serially and in order.
   *
   * @param executor runs the listener
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
   * Closes this client, or view: releases every hold obtained through it and ends every wait with
   * {@link IllegalStateException}. Closing a view leaves the session alone; closing the client that
   * the backend made also ends the session, if the session is its own.
   *
   * <p>Waits for the store's confirmation no longer than the operation timeout, is not
   * interruptible, and may be called from a callback. Closing again has no effect.
   */
  @Override
  void close();
}
