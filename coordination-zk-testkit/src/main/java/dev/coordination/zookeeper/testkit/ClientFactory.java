package dev.coordination.zookeeper.testkit;

import dev.coordination.CoordinationClient;
import java.time.Duration;
import java.time.InstantSource;

/** Makes clients of the backend under test. */
@FunctionalInterface
public interface ClientFactory {

  /**
   * A client that is connected.
   *
   * @param client the client, which the harness closes
   * @param closeRest closes afterwards what the client was made on and does not own
   */
  record Opened(CoordinationClient client, Runnable closeRest) implements AutoCloseable {

    /**
     * Wraps a client that owns everything it needs.
     *
     * @param client the client
     */
    public static Opened of(CoordinationClient client) {
      return new Opened(client, () -> {});
    }

    /** Closes the client and the rest. */
    @Override
    public void close() {
      client.close();
      closeRest.run();
    }
  }

  /**
   * The clock by which a client grants leases.
   *
   * @param source what it shows
   * @param skew by how much it, or anybody's, may be wrong
   */
  record WallClock(InstantSource source, Duration skew) {

    /** The machine's, right within a second. */
    public static final WallClock MACHINE =
        new WallClock(InstantSource.system(), Duration.ofSeconds(1));
  }

  /**
   * Connects a client with a session of its own, on the machine's clock.
   *
   * @param connectString where to connect, for this client alone
   * @param sessionTimeout the session timeout to ask for
   * @param identifier the client's identifier
   * @return the client, connected
   */
  default Opened connect(String connectString, Duration sessionTimeout, String identifier) {
    return connect(connectString, sessionTimeout, identifier, WallClock.MACHINE);
  }

  /**
   * Connects a client with a session of its own.
   *
   * @param connectString where to connect, for this client alone
   * @param sessionTimeout the session timeout to ask for
   * @param identifier the client's identifier
   * @param clock the client's wall clock
   * @return the client, connected
   */
  Opened connect(String connectString, Duration sessionTimeout, String identifier, WallClock clock);
}
