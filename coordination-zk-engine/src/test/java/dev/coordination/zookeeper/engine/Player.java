package dev.coordination.zookeeper.engine;

import dev.coordination.ConnectionState;
import dev.coordination.CoordinationClient;
import dev.coordination.Hold;
import dev.coordination.support.ScopedClient;
import dev.coordination.zookeeper.engine.sim.SimClient;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One client of a scenario: acquires once, and releases at some later step. */
final class Player {

  private final ScopedClient client;
  private final SimClient simulated;
  private final SimulatedZooKeeper zooKeeper;
  private final Function<CoordinationClient, CompletableFuture<? extends Hold>> acquisition;
  private @Nullable CompletableFuture<? extends Hold> asked;
  private long grantedIn;
  private boolean released;

  Player(
      EngineWorld world,
      String name,
      Function<CoordinationClient, CompletableFuture<? extends Hold>> acquisition) {
    this.client = world.connect(name);
    this.simulated = world.of(client);
    this.zooKeeper = world.zooKeeper;
    this.acquisition = acquisition;
  }

  String name() {
    return simulated.name();
  }

  void begin() {
    simulated.offer("asks", this::ask);
  }

  private void ask() {
    asked = acquisition.apply(client);
    var unused = asked.thenAccept(this::granted);
  }

  private void granted(Hold hold) {
    grantedIn = simulated.sessionId().orElse(0);
    simulated.offer("releases", () -> release(hold));
  }

  private void release(Hold hold) {
    var unused = hold.releaseAsync();
    released = true;
  }

  @Nullable Hold hold() {
    return asked == null ? null : asked.getNow(null);
  }

  boolean believesToHold() {
    Hold hold = hold();
    return simulated.isRunning() && hold != null && hold.isHeld();
  }

  /** The session of its hold has been ended, and it has none since, as far as its library knows. */
  boolean wasEndedEarly() {
    return !zooKeeper.isLive(grantedIn) && simulated.sessionId().orElse(grantedIn) == grantedIn;
  }

  boolean isFinished() {
    return !simulated.isAlive() || released;
  }

  /** Whether nothing of it may be left in the store once it has released. */
  boolean isInTouch() {
    return simulated.isRunning() && client.connectionState() == ConnectionState.CONNECTED;
  }

  /** Not of a process that stands still: to look is to wake it. */
  String observed() {
    Hold hold = hold();
    String state = hold == null || !simulated.isRunning() ? "-" : hold.state().toString();
    return state + (hold == null ? 0 : hold.fencingToken()) + released + grantedIn;
  }
}
