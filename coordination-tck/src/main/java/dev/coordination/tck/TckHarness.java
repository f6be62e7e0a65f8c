package dev.coordination.tck;

import java.time.Duration;
import java.util.Set;

/**
 * What a backend gives to the kit: clients of one store, faults, time and a look into the store.
 *
 * <p>The kit makes one harness for each test and closes it afterwards. Several harnesses may share
 * one server, provided that each has paths of its own ({@link #root}). Methods that need an absent
 * {@link Capability} throw {@link UnsupportedOperationException}; the kit does not call them.
 */
public interface TckHarness extends AutoCloseable {

  /** {@return the backend's name for reports, for instance {@code in-memory}} */
  String name();

  /** {@return the faults that this harness can inject} */
  Set<Capability> capabilities();

  /** {@return a path under which this test may use any path; nothing else uses it} */
  String root();

  /**
   * Connects a client with a session of its own.
   *
   * @param identifier the client's identifier
   * @return the client, connected; the harness closes it at the latest in {@link #close}
   */
  TckClient connect(String identifier);

  /** {@return a look into the store that does not pass through any client under test} */
  StoreInspector inspector();

  /** {@return the session timeout of the clients} */
  Duration sessionTimeout();

  /** {@return whether time moves only by {@link #advance}} */
  boolean virtualTime();

  /**
   * Lets time pass: moves the clock where it is virtual, waits where it is real. Whatever falls due
   * has happened when it returns, as after {@link #settle}.
   *
   * @param duration how much time
   */
  void advance(Duration duration);

  /**
   * Returns when everything that was called and sent so far has had its effects: requests are
   * processed, their replies and events delivered, callbacks run, and every thread that the kit
   * started (see {@link #track}) waits or has ended. Exact where time is virtual. Where it is real,
   * returns when no request is in flight over any uncut link and that stayed so over a round trip
   * of each client.
   */
  void settle();

  /**
   * Tells the harness about a thread that calls clients, so that {@link #settle} can wait for it to
   * wait or end.
   *
   * @param thread the thread, before it is started
   */
  void track(Thread thread);

  /**
   * Tells whether a thread belongs to the store and not to a client: a server that runs in this JVM
   * may outlive the test and start threads as it likes. Asked after {@link #close}.
   *
   * @param thread a thread that was not there before the test
   * @return {@code false} unless the harness knows better
   */
  default boolean isStoreThread(Thread thread) {
    return false;
  }

  /**
   * Moves the wall clock of every client, without any time passing.
   *
   * @param by how far, backwards if negative
   */
  default void jumpWallClock(Duration by) {
    throw new UnsupportedOperationException("jumpWallClock");
  }

  /**
   * Tells by how much the clients take wall clocks for wrong at most, when they grant leases.
   *
   * @return the clock skew that they were made with
   */
  default Duration clockSkew() {
    return Duration.ofSeconds(1);
  }

  /**
   * Tells which of a client's writes grants, extends or frees a lease, when nothing above its path
   * is missing: those before it only prepare for that.
   *
   * @return 1 for the first
   */
  default int leaseWrite() {
    return 1;
  }

  /** Stops and starts the store; sessions and persistent data survive. */
  default void restartStore() {
    throw new UnsupportedOperationException("restartStore");
  }

  /**
   * Returns the provider URI with which another process reaches the same store. Its clients use the
   * same paths as those of this harness, {@link #root} included.
   *
   * @return the URI
   */
  default String processConnectString() {
    throw new UnsupportedOperationException("processConnectString");
  }

  /** Closes every client and checks nothing. Idempotent. */
  @Override
  void close();
}
