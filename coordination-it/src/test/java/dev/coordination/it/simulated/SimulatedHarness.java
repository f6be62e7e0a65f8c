package dev.coordination.it.simulated;

import dev.coordination.CoordinationClient;
import dev.coordination.tck.Capability;
import dev.coordination.tck.StoreInspector;
import dev.coordination.tck.TckClient;
import dev.coordination.tck.TckHarness;
import dev.coordination.zookeeper.engine.EngineClient;
import dev.coordination.zookeeper.engine.EngineOptions;
import dev.coordination.zookeeper.engine.sim.SimClient;
import dev.coordination.zookeeper.engine.sim.SimOptions;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** The engine on a simulated ensemble, as a backend under test. */
public final class SimulatedHarness implements TckHarness {

  private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration TICK = Duration.ofMillis(500);
  private static final String ROOT = "/tck";

  private final Duration wire;
  private final Callbacks callbacks = new Callbacks();
  private final SimulatedZooKeeper zooKeeper =
      SimulatedZooKeeper.automatic(
          SimOptions.defaults()
              .withTick(TICK)
              .withSessionTimeout(SESSION_TIMEOUT)
              .withCallbacks(callbacks));
  private final Repose repose = new Repose(callbacks, () -> zooKeeper.advance(Duration.ZERO));
  private final List<Client> clients = new ArrayList<>();

  /** Makes a harness in which nothing takes time by itself. */
  public SimulatedHarness() {
    this(Duration.ZERO);
  }

  /** Makes a harness in which every message takes some time, and so can be overtaken by others. */
  public SimulatedHarness(Duration wire) {
    this.wire = wire;
  }

  @Override
  public String name() {
    return "simulated-zookeeper";
  }

  @Override
  public Set<Capability> capabilities() {
    return EnumSet.complementOf(EnumSet.of(Capability.DENY_ACCESS, Capability.SEVERAL_PROCESSES));
  }

  @Override
  public String root() {
    return ROOT;
  }

  @Override
  public TckClient connect(String identifier) {
    SimClient simulated = zooKeeper.newClient(identifier);
    AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    InstantSource wallClock = () -> zooKeeper.wallClock().instant().plus(ahead.get());
    EngineOptions options =
        EngineOptions.defaults(identifier).withWallClock(clockSkew(), wallClock);
    zooKeeper.delay(Duration.ZERO); // nobody would let time pass for the connection to be made
    CoordinationClient client = EngineClient.open(simulated.transport(), options);
    zooKeeper.delay(wire);
    Client connected = new Client(simulated, client, ahead, wallClock);
    clients.add(connected);
    return connected;
  }

  @Override
  public StoreInspector inspector() {
    return new SimulatedInspector(zooKeeper);
  }

  @Override
  public Duration sessionTimeout() {
    return SESSION_TIMEOUT;
  }

  @Override
  public boolean virtualTime() {
    return true;
  }

  @Override
  public void advance(Duration duration) {
    settle(); // what was begun before begins before
    zooKeeper.advance(duration);
    settle();
  }

  @Override
  public void settle() {
    repose.await();
  }

  @Override
  public void track(Thread thread) {
    repose.track(thread);
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
    zooKeeper.stop();
    zooKeeper.start();
  }

  @Override
  public void close() {
    List<Thread> closing = clients.stream().map(client -> closing(client.client())).toList();
    for (int i = 0; i < 60 && closing.stream().anyMatch(Thread::isAlive); i++) {
      advance(Duration.ofSeconds(1)); // a client that is cut off gives up after a while
    }
    callbacks.shutdown();
  }

  private Thread closing(CoordinationClient client) {
    Thread thread = new Thread(client::close, "simulated-close");
    thread.setDaemon(true);
    track(thread);
    thread.start();
    return thread;
  }

  /** One client and its faults. */
  private final class Client implements TckClient {
    private final SimClient simulated;
    private final CoordinationClient client;

    /** By how much the client's wall clock is ahead. */
    private final AtomicReference<Duration> ahead;

    private final InstantSource wallClock;

    Client(
        SimClient simulated,
        CoordinationClient client,
        AtomicReference<Duration> ahead,
        InstantSource wallClock) {
      this.simulated = simulated;
      this.client = client;
      this.ahead = ahead;
      this.wallClock = wallClock;
    }

    @Override
    public CoordinationClient client() {
      return client;
    }

    @Override
    public void cutLink() {
      simulated.cutLink();
    }

    @Override
    public void cutLinkWhenItBreaks() {
      simulated.cutLinkWhenItBreaks();
    }

    @Override
    public void restoreLink() {
      simulated.restoreLink();
    }

    @Override
    public void expireNow() {
      simulated.expireNow();
    }

    @Override
    public void expireByTime() {
      long session = simulated.sessionId().orElseThrow();
      simulated.cutLink();
      while (zooKeeper.sessions().contains(session)) {
        advance(Duration.ofMillis(100));
      }
    }

    @Override
    public void loseReplyOfWrite(int n) {
      simulated.dropWriteReply(n);
    }

    @Override
    public void loseWrite(int n) {
      simulated.dropWriteRequest(n);
    }

    @Override
    public void freeze() {
      simulated.freeze();
    }

    @Override
    public void thaw() {
      simulated.thaw();
    }

    @Override
    public void kill() {
      simulated.kill();
    }

    @Override
    public void jumpWallClock(Duration by) {
      var unused = ahead.updateAndGet(before -> before.plus(by));
    }

    @Override
    public Instant wallClock() {
      return wallClock.instant();
    }
  }
}
