package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.ConnectionState;
import dev.coordination.CoordinationClient;
import dev.coordination.Hold;
import dev.coordination.support.ScopedClient;
import dev.coordination.zookeeper.engine.sim.Scenario;
import dev.coordination.zookeeper.engine.sim.SimClient;
import dev.coordination.zookeeper.engine.sim.SimOptions;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Some clients acquire once each, and release at some later step. */
final class TakingTurns implements Scenario {

  static final String PATH = "/line";

  private final int servers;
  private final int clients;
  private final Function<CoordinationClient, CompletableFuture<? extends Hold>> acquisition;

  TakingTurns(
      int clients,
      int servers,
      Function<CoordinationClient, CompletableFuture<? extends Hold>> acquisition) {
    this.clients = clients;
    this.servers = servers;
    this.acquisition = acquisition;
  }

  static CompletableFuture<Hold> lock(CoordinationClient client) {
    return client.lock(PATH).acquireAsync();
  }

  static CompletableFuture<? extends Hold> election(CoordinationClient client) {
    return client.election(PATH).campaignAsync();
  }

  @Override
  public SimOptions options() {
    return SimOptions.defaults().withServers(servers);
  }

  @Override
  public Run begin(SimulatedZooKeeper zooKeeper) {
    zooKeeper.create(PATH, new byte[0]);
    EngineWorld world = new EngineWorld(zooKeeper);
    List<Player> players = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      ScopedClient client = world.connect(String.valueOf((char) ('a' + i)));
      players.add(new Player(client, world.of(client)));
    }
    EngineWorld.untilConnected(zooKeeper);
    players.forEach(Player::begin);
    return new Turns(zooKeeper, players);
  }

  /** One client: asks, is granted, releases. */
  private final class Player {
    private final ScopedClient client;
    final SimClient simulated;
    private @Nullable CompletableFuture<? extends Hold> asked;
    private boolean released;

    Player(ScopedClient client, SimClient simulated) {
      this.client = client;
      this.simulated = simulated;
    }

    void begin() {
      simulated.offer("asks", this::ask);
    }

    private void ask() {
      asked = acquisition.apply(client);
      var unused = asked.thenAccept(hold -> simulated.offer("releases", () -> release(hold)));
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

    boolean isFinished() {
      return !simulated.isAlive() || released;
    }

    /** Not of a process that stands still: to look is to wake it. */
    String observed() {
      Hold hold = hold();
      String state = hold == null || !simulated.isRunning() ? "-" : hold.state().toString();
      return state + (hold == null ? 0 : hold.fencingToken()) + released;
    }
  }

  private static final class Turns implements Run {
    private final SimulatedZooKeeper zooKeeper;
    private final List<Player> players;
    private long newestToken;

    Turns(SimulatedZooKeeper zooKeeper, List<Player> players) {
      this.zooKeeper = zooKeeper;
      this.players = players;
    }

    @Override
    public void check() {
      List<Player> holders = players.stream().filter(Player::believesToHold).toList();
      assertThat(holders).as("believe to hold").hasSizeLessThan(2);
      for (Player holder : holders) {
        long token = java.util.Objects.requireNonNull(holder.hold()).fencingToken();
        assertThat(token).as("token of the newest holder").isGreaterThanOrEqualTo(newestToken);
        newestToken = token;
      }
    }

    @Override
    public String observed() {
      return players.stream().map(Player::observed).collect(Collectors.joining("|")) + newestToken;
    }

    @Override
    public boolean isFinished() {
      return players.stream().allMatch(Player::isFinished);
    }

    /** Where nobody died or is out of reach, the store must be clean. */
    @Override
    public void checkEnd() {
      if (players.stream().allMatch(this::isInTouch) && zooKeeper.lateSteps().isEmpty()) {
        assertThat(zooKeeper.children(PATH)).as("left behind").isEmpty();
      }
    }

    private boolean isInTouch(Player player) {
      return player.simulated.isRunning()
          && player.client.connectionState() == ConnectionState.CONNECTED;
    }
  }
}
