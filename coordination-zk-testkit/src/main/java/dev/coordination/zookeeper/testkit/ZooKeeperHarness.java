package dev.coordination.zookeeper.testkit;

import static java.util.Objects.requireNonNull;

import dev.coordination.tck.Capability;
import dev.coordination.tck.StoreInspector;
import dev.coordination.tck.TckClient;
import dev.coordination.tck.TckHarness;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The harness with which a backend on ZooKeeper runs the technology compatibility kit: clients of a
 * real server, each behind a {@link FaultProxy} of its own.
 *
 * <p>All harnesses of a JVM share one {@link TestServer}. Time is real, and so are the ends of
 * sessions: by the server's clock, and at once by another handle that takes the session over and
 * closes it. Each client has a wall clock that can be moved.
 *
 * <pre>{@code
 * class LockTest extends LockContract {
 *   @Override
 *   protected TckHarness newHarness() {
 *     return new ZooKeeperHarness("zookeeper", "zookeeper", (servers, timeout, identifier, clock) ->
 *         ClientFactory.Opened.of(
 *             ZooKeeperCoordination.builder(servers)
 *                 .sessionTimeout(timeout)
 *                 .identifier(identifier)
 *                 .wallClock(clock.source())
 *                 .clockSkew(clock.skew())
 *                 .connect()));
 *   }
 * }
 * }</pre>
 */
public final class ZooKeeperHarness implements TckHarness {

  /**
   * Long enough for a client to come back to its session after an interruption, for which
   * ZooKeeper's client may need more than a second.
   */
  private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(3);

  /** So little that tests can wait for the end of a lease: all clocks are this machine's. */
  private static final Duration CLOCK_SKEW = Duration.ofMillis(150);

  private static final Set<Capability> CAPABILITIES = Set.copyOf(EnumSet.allOf(Capability.class));

  private static final AtomicInteger HARNESSES = new AtomicInteger();

  private final String name;
  private final String scheme;
  private final ClientFactory factory;
  private final String root = "/tck-" + HARNESSES.incrementAndGet();
  private final ThreadRest threads = new ThreadRest();
  private final TestServer server = TestServer.shared();
  private final ServerInspector inspector = new ServerInspector(server);
  private final List<LinkedClient> clients = new CopyOnWriteArrayList<>();

  /**
   * Creates a harness for one test.
   *
   * @param name the backend's name for reports
   * @param scheme the URI scheme of the backend's provider
   * @param factory makes clients of the backend
   */
  public ZooKeeperHarness(String name, String scheme, ClientFactory factory) {
    this.name = requireNonNull(name);
    this.scheme = requireNonNull(scheme);
    this.factory = requireNonNull(factory);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Set<Capability> capabilities() {
    return CAPABILITIES;
  }

  @Override
  public String root() {
    return root;
  }

  @Override
  public TckClient connect(String identifier) {
    var client =
        LinkedClient.connect(server, factory, SESSION_TIMEOUT, CLOCK_SKEW, root, identifier);
    clients.add(client);
    return client;
  }

  @Override
  public StoreInspector inspector() {
    return inspector;
  }

  @Override
  public Duration sessionTimeout() {
    return SESSION_TIMEOUT;
  }

  @Override
  public boolean virtualTime() {
    return false;
  }

  @Override
  public void advance(Duration duration) {
    Waits.pause(duration);
    settle();
  }

  @Override
  public void settle() {
    new Settling(clients, threads).await();
  }

  /** All threads that a test starts are looked at, so that this need not be remembered. */
  @Override
  public void track(Thread thread) {
    requireNonNull(thread);
  }

  @Override
  public boolean isStoreThread(Thread thread) {
    return server.owns(thread);
  }

  @Override
  public Duration clockSkew() {
    return CLOCK_SKEW;
  }

  /** The first makes the lock node. */
  @Override
  public int leaseWrite() {
    return 2;
  }

  @Override
  public void jumpWallClock(Duration by) {
    clients.forEach(client -> client.jumpWallClock(by));
  }

  @Override
  public void restartStore() {
    server.restart();
  }

  @Override
  public String processConnectString() {
    return scheme + "://" + server.connectString();
  }

  @Override
  public void close() {
    Waits.forAll("harness-close", clients, LinkedClient::close);
    clients.clear();
    inspector.deleteAll(root);
  }
}
