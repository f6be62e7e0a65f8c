package dev.coordination.curator;

import static java.util.Objects.requireNonNull;

import dev.coordination.CoordinationClient;
import dev.coordination.zookeeper.engine.client.ClientBuilder;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.imps.CuratorFrameworkState;

/**
 * Makes {@link CoordinationClient}s on a {@link CuratorFramework} that the application has and
 * keeps.
 *
 * <p>A client shares the framework's connection and session, and makes none of its own. Its paths
 * lie in the framework's namespace; the nodes it makes have the ACLs that the framework's provider
 * says, and plain data, whatever the framework's compression. The framework's retry policy is not
 * applied: a write whose outcome is unknown is not sent again, but looked into.
 *
 * <p>Closing the client ends what was obtained through it, and leaves the framework as it was
 * before. When the framework is closed first, or replaces its session, the holds of the client are
 * {@linkplain dev.coordination.HoldState#LOST lost}, as when the session expires.
 *
 * <p>When a framework has been disconnected for as long as the session timeout, it gives up its
 * session, which the servers may not have ended yet: what waited in line then waits behind its own
 * former place until they have.
 *
 * <p>How old the framework's session is when a client is made, and how it has fared, is not known.
 * What is acquired at once is granted only when the servers have shown that the session lives,
 * after the {@linkplain Builder#tickAllowance tick allowance} of about a second.
 *
 * <pre>{@code
 * CuratorFramework framework = CuratorFrameworkFactory.newClient("zk1:2181", retryPolicy);
 * framework.start();
 * try (CoordinationClient client = CuratorCoordination.create(framework)) {
 *   try (Hold hold = client.lock("/orders/42").acquire()) {
 *     ship(order, hold.fencingToken());
 *   }
 * }
 * }</pre>
 */
public final class CuratorCoordination {

  private CuratorCoordination() {}

  /**
   * Makes a client with the defaults, waiting until the framework is connected, 15 seconds at most.
   *
   * @param framework the framework, started, and not closed before the client
   * @return a client, to be closed by the caller
   * @throws IllegalStateException if the framework is not started, or closed
   * @throws dev.coordination.ServiceUnavailableException if the framework is not connected in time;
   *     the message says what was found at each address
   */
  public static CoordinationClient create(CuratorFramework framework) {
    return builder(framework).create();
  }

  /**
   * Begins to make clients.
   *
   * @param framework as for {@link #create(CuratorFramework)}
   * @return a builder with the defaults
   */
  public static Builder builder(CuratorFramework framework) {
    return new Builder(requireNonNull(framework));
  }

  /**
   * Chooses what a client on a framework is like. What concerns the connection is the framework's.
   *
   * <pre>{@code
   * CoordinationClient client =
   *     CuratorCoordination.builder(framework).identifier("billing-1").create();
   * }</pre>
   */
  public static final class Builder extends ClientBuilder<Builder> {

    private final CuratorFramework framework;

    private Builder(CuratorFramework framework) {
      this.framework = framework;
    }

    @Override
    protected Builder self() {
      return this;
    }

    /**
     * Makes a client, waiting until the framework is connected, for the connect timeout at most.
     *
     * @return a client, to be closed by the caller
     * @throws IllegalStateException if the framework is not started, or closed
     * @throws dev.coordination.ServiceUnavailableException if the framework is not connected in
     *     time; the message says what was found at each address
     * @throws dev.coordination.NotPermittedException if the framework's namespace is missing and
     *     must not be made
     */
    public CoordinationClient create() {
      return open(transport(false));
    }

    /** As {@link #create}, for a framework that is closed with the client. */
    CoordinationClient createOwning() {
      return open(transport(true));
    }

    /** Returns a transport on the framework. */
    CuratorTransport transport(boolean owning) {
      CuratorFrameworkState state = framework.getState();
      if (state != CuratorFrameworkState.STARTED) {
        throw new IllegalStateException(
            state == CuratorFrameworkState.LATENT
                ? "the CuratorFramework is not started; call its start() first"
                : "the CuratorFramework is closed");
      }
      return new CuratorTransport(framework, owning, connectTimeout(), callbackExecutor());
    }
  }
}
