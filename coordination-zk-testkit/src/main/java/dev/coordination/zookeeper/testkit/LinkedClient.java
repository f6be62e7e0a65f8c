package dev.coordination.zookeeper.testkit;

import dev.coordination.ConnectionState;
import dev.coordination.CoordinationClient;
import dev.coordination.CoordinationException;
import dev.coordination.tck.TckClient;
import java.time.Duration;
import java.time.Instant;

/**
 * A client under test on a link of its own, where all its faults happen.
 *
 * <ul>
 *   <li>{@link #cutLink} is a link that breaks audibly: connections are closed, new ones get no
 *       answer. {@link #expireByTime} and {@link #kill} are the silent kind.
 *   <li>{@link #freeze} stops the link and loses nothing. It cannot stop the client's own timers,
 *       which share this JVM with the test: the client may notice the silence, while a stopped
 *       process would not. What SIGSTOP does to a process takes a process to test.
 * </ul>
 */
final class LinkedClient implements TckClient {

  /** The last element of a path that only {@link #roundTrip} reads. */
  private static final String PROBE = "/round-trip-probe";

  private final TestServer server;
  private final FaultProxy proxy;
  private final ClientFactory.Opened opened;
  private final String probe;
  private final SettableClock clock;

  /** Whether the link is expected to carry anything. */
  private volatile boolean up = true;

  private volatile boolean dead;

  /** What had passed the link when {@link #roundTrip} was last made. */
  private volatile long probedAt = -1;

  private LinkedClient(
      TestServer server,
      FaultProxy proxy,
      ClientFactory.Opened opened,
      String root,
      SettableClock clock) {
    this.clock = clock;
    this.server = server;
    this.proxy = proxy;
    this.opened = opened;
    this.probe = root + PROBE;
  }

  static LinkedClient connect(
      TestServer server,
      ClientFactory factory,
      Duration timeout,
      Duration skew,
      String root,
      String identifier) {
    var proxy = new FaultProxy(server.port());
    var clock = new SettableClock();
    proxy.leaveOut(PROBE);
    try {
      var wall = new ClientFactory.WallClock(clock, skew);
      var opened = factory.connect(proxy.connectString(), timeout, identifier, wall);
      return new LinkedClient(server, proxy, opened, root, clock);
    } catch (RuntimeException | Error e) {
      proxy.close();
      throw e;
    }
  }

  @Override
  public CoordinationClient client() {
    return opened.client();
  }

  FaultProxy proxy() {
    return proxy;
  }

  // Faults

  @Override
  public void cutLink() {
    up = false;
    proxy.disconnect();
  }

  @Override
  public void cutLinkWhenItBreaks() {
    proxy.refuseAfterLoss();
  }

  @Override
  public void restoreLink() {
    up = true;
    proxy.restore();
  }

  /** The client is kept away meanwhile: it would take its session back. */
  @Override
  public void expireNow() {
    boolean wasUp = up;
    proxy.hold();
    PlainClient.expire(server.connectString(), session());
    if (wasUp) {
      proxy.restore();
    }
  }

  @Override
  public void expireByTime() {
    up = false;
    proxy.cut();
    long id = session().id();
    // The server's clock may be late, as everything on a busy machine.
    var bound = Duration.ofMillis(session().timeoutMillis()).multipliedBy(5);
    if (!Waits.interruptibly(() -> server.awaitEnded(id, bound))) {
      throw new AssertionError("session 0x%x did not end within %s".formatted(id, bound));
    }
  }

  @Override
  public void loseReplyOfWrite(int n) {
    proxy.loseReplyOfWrite(n);
  }

  @Override
  public void loseWrite(int n) {
    proxy.loseWrite(n);
  }

  @Override
  public void freeze() {
    up = false;
    proxy.hold();
  }

  @Override
  public void thaw() {
    restoreLink();
  }

  @Override
  public void kill() {
    up = false;
    dead = true;
    proxy.cut();
  }

  @Override
  public void jumpWallClock(Duration by) {
    clock.jump(by);
  }

  @Override
  public Instant wallClock() {
    return clock.instant();
  }

  private FaultProxy.Session session() {
    return proxy
        .session()
        .orElseThrow(() -> new IllegalStateException("the client never had a session"));
  }

  // Settling

  /** Whether nothing is under way on this link, or the link is not expected to carry anything. */
  boolean isIdle() {
    return !up || proxy.isIdle();
  }

  /**
   * Asks something through the client itself, if anything has passed the link since this was done
   * last. All that the server had sent to the client before has been delivered when the answer is.
   *
   * @return whether the client answered, or is out of reach so that there is nothing to wait for
   */
  boolean roundTrip() {
    if (!up || !proxy.isConnected() || isClosed()) {
      return true;
    }
    long activity = proxy.activity();
    if (activity == probedAt) {
      return true;
    }
    try {
      var unused = opened.client().lock(probe).contenders();
      probedAt = activity;
      return true;
    } catch (CoordinationException | IllegalStateException e) {
      return false; // the link, the session or the client ended meanwhile: look again
    }
  }

  private boolean isClosed() {
    return opened.client().connectionState() == ConnectionState.CLOSED;
  }

  /**
   * Closes the client. One whose link is not up finds it broken, so that it does not wait for it.
   */
  void close() {
    if (dead || !up) {
      proxy.close();
    }
    try {
      opened.close();
    } finally {
      proxy.close();
    }
  }
}
