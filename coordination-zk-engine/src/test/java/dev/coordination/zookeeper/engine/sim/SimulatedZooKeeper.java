package dev.coordination.zookeeper.engine.sim;

import dev.coordination.zookeeper.engine.ZnodeSession;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeKind;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeStat;
import dev.coordination.zookeeper.engine.ZnodeSession.Op;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A ZooKeeper ensemble and its clients, in one process and in virtual time; see the package for the
 * two ways to drive it. Methods may be called from any thread; those that change the world return
 * when the change and, in an automatic world, everything that follows from it has happened.
 */
public final class SimulatedZooKeeper implements World {

  private final SimOptions options;
  private final SimClock clock = new SimClock();
  private final SimEnsemble ensemble;
  private final List<SimClient> clients = new ArrayList<>();
  private final Network network;
  private final @Nullable Trampoline trampoline;

  private SimulatedZooKeeper(SimOptions options, boolean automatic) {
    this.options = options;
    this.ensemble = new SimEnsemble(options.servers(), options.tick(), clock);
    this.network = new Network(clock, ensemble, clients);
    this.trampoline = automatic ? new Trampoline(network::doNext) : null;
    clock.delay(options.delay());
    network.lag(!automatic);
  }

  /** Makes a world in which everything happens as soon as it can, and time moves by hand. */
  public static SimulatedZooKeeper automatic(SimOptions options) {
    return new SimulatedZooKeeper(options, true);
  }

  /** Makes a world in which nothing happens but by {@link #steps}; for one thread. */
  public static SimulatedZooKeeper stepwise(SimOptions options) {
    return new SimulatedZooKeeper(options, false);
  }

  @Override
  public SimClock clock() {
    return clock;
  }

  /** Returns a wall clock that moves with virtual time. */
  public InstantSource wallClock() {
    return () -> Instant.EPOCH.plusNanos(clock.now());
  }

  @Override
  public SimEnsemble ensemble() {
    return ensemble;
  }

  @Override
  public boolean isStepwise() {
    return trampoline == null;
  }

  @Override
  public void run(Runnable change) {
    if (trampoline == null) {
      change.run();
    } else {
      trampoline.run(change);
    }
  }

  <T extends @Nullable Object> T call(Supplier<T> change) {
    return trampoline == null ? change.get() : trampoline.call(change);
  }

  void call(Runnable change) {
    Object unused =
        this.<@Nullable Object>call(
            () -> {
              change.run();
              return null;
            });
  }

  /** Makes a client that connects to the leader. */
  public SimClient newClient(String name) {
    return newClient(name, 0);
  }

  /** Makes a client that connects to the given server. */
  public SimClient newClient(String name, int server) {
    var core = new ClientCore(name, this, server, options.sessionTimeout());
    var client = new SimClient(this, core, options.callbacks());
    call(() -> clients.add(client));
    return client;
  }

  /** Returns the clients, in the order in which they were made. */
  public List<SimClient> clients() {
    return call(() -> List.copyOf(clients));
  }

  // Time

  /** Returns the virtual time. */
  public long nanoTime() {
    return clock.now();
  }

  /** Lets time pass, in an automatic world, and with it everything that becomes due, in order. */
  public void advance(Duration duration) {
    long target = clock.now() + duration.toNanos();
    call(() -> {});
    while (call(() -> network.moveTime(target))) {}
  }

  /** Sets how long everything takes on the wire, in one direction, from now on. */
  public void delay(Duration oneWay) {
    call(() -> clock.delay(oneWay));
  }

  /**
   * Lets time pass until the future is complete and returns how many round trips that took: the
   * time divided by twice the delay. A whole number, if nothing but the wire takes time.
   */
  public double roundTrips(Supplier<? extends CompletableFuture<?>> operation) {
    long begin = clock.now();
    CompletableFuture<?> future = operation.get();
    for (int i = 0; !future.isDone(); i++) {
      if (i > 1000 || clock.delayNanos() == 0) {
        throw new AssertionError("It never completes");
      }
      advance(Duration.ofNanos(clock.delayNanos()));
    }
    return (clock.now() - begin) / (2.0 * Math.max(1, clock.delayNanos()));
  }

  // The ensemble

  /**
   * Breaks all connections; sessions do not run out and nobody can connect until {@link #start}.
   */
  public void stop() {
    call(ensemble::stop);
  }

  /** Ends a {@link #stop}: sessions have their whole timeout again. */
  public void start() {
    call(
        () -> {
          ensemble.start();
          clients.forEach(client -> client.core.connect());
        });
  }

  /**
   * Makes the servers other than the leader lag: they apply only what a request of theirs awaits.
   */
  public void lag(boolean lag) {
    call(() -> network.lag(lag));
  }

  /**
   * Cuts a server off from the leader, unnoticed: it answers reads from the past, and pings, and
   * nothing else, while the leader hears nothing of its clients and lets their sessions run out.
   */
  public void isolate(int server) {
    if (server == 0) {
      throw new IllegalArgumentException("Server 0 is the leader");
    }
    call(() -> ensemble.isolate(ensemble.servers().get(server)));
  }

  /** Ends an {@link #isolate}: the server drops its clients, and catches up. */
  public void rejoin(int server) {
    call(() -> ensemble.servers().get(server).rejoin());
  }

  /** Returns the ids of the sessions that the servers hold to be alive. */
  public List<Long> sessions() {
    return call(() -> ensemble.liveSessions().stream().map(s -> s.id).toList());
  }

  /** Returns whether the servers hold a session to be alive. */
  public boolean isLive(long sessionId) {
    return call(() -> ensemble.isLive(sessionId));
  }

  /** Returns how many watches the servers keep: one for each node, kind and connection. */
  public int watches() {
    return call(() -> ensemble.servers().stream().mapToInt(SimServer::watchCount).sum());
  }

  /** Ends a session at once. */
  public void expire(long sessionId) {
    call(() -> ensemble.expire(sessionId));
  }

  // The tree, as the leader has it

  /** Returns the paths of all nodes, the root included, in order. */
  public List<String> tree() {
    return call(() -> ensemble.leader().tree.paths());
  }

  /** Returns the names of a node's children, in order; none if there is no such node. */
  public List<String> children(String path) {
    return call(
        () -> {
          SimTree.Node node = ensemble.leader().tree.get(path);
          return node == null ? List.<String>of() : List.copyOf(node.children);
        });
  }

  /** Returns the stat of a node. */
  public Optional<NodeStat> stat(String path) {
    return call(
        () -> Optional.ofNullable(ensemble.leader().tree.get(path)).map(SimTree.Node::stat));
  }

  /** Returns the data of a node. */
  public Optional<byte[]> data(String path) {
    return call(
        () -> Optional.ofNullable(ensemble.leader().tree.get(path)).map(n -> n.data.clone()));
  }

  /** Creates a persistent node by hand. */
  public void create(String path, byte[] data) {
    call(() -> ensemble.byHand(new Op.Create(path, data.clone(), NodeKind.PERSISTENT)));
  }

  /** Creates a node by hand that goes with a session. */
  public void create(String path, byte[] data, long sessionId) {
    Op create = new Op.Create(path, data.clone(), NodeKind.EPHEMERAL);
    call(() -> ensemble.byHand(create, sessionId));
  }

  /** Sets the data of a node by hand. */
  public void setData(String path, byte[] data) {
    call(() -> ensemble.byHand(new Op.SetData(path, data.clone(), ZnodeSession.ANY)));
  }

  /** Denies everybody to read a node: its data, its stat and the names of its children. */
  public void denyReading(String path) {
    call(() -> ensemble.servers().forEach(server -> server.unreadable.add(path)));
  }

  /** Denies everybody to create nodes below a node. */
  public void denyCreating(String path) {
    call(() -> ensemble.servers().forEach(server -> server.tree.closed.add(path)));
  }

  /** Deletes a node by hand. */
  public void delete(String path) {
    call(() -> ensemble.byHand(new Op.Delete(path, ZnodeSession.ANY)));
  }

  /**
   * Sets the number that the next sequential child of a node gets; beyond 2^31 - 1 it is negative.
   */
  public void nextSequence(String path, int number) {
    call(() -> ensemble.sequence(path, number));
  }

  // A stepwise world

  /**
   * Lets everything happen that can happen at this instant, in some order: to begin schedules
   * behind what is not of interest, such as connecting.
   */
  public void settle() {
    for (List<Step> steps = steps(); !steps.isEmpty(); steps = steps()) {
      steps.get(0).run();
    }
  }

  /**
   * Returns everything that can happen at this instant but faults. A server that nobody is
   * connected to need not catch up: how far it has come matters only from the next connection on,
   * and then it has come at least as far as that client has seen, as it would refuse it otherwise.
   */
  public List<Step> steps() {
    return network.steps();
  }

  /** Returns the requests that can still arrive from connections that their clients have lost. */
  public List<Step> lateSteps() {
    return network.lateSteps();
  }

  /**
   * Returns the passing of time up to the next instant at which something is due; requests that
   * could arrive late are then lost. To be run when there are no {@link #steps}.
   */
  public Optional<Step> timeStep() {
    return network.timeStep();
  }

  /** Returns a text that two worlds share only if they will behave alike from here on. */
  public String fingerprint() {
    return network.fingerprint();
  }
}
