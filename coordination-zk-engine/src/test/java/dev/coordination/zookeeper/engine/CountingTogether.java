package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.OutcomeUnknownException;
import dev.coordination.support.Await;
import dev.coordination.support.ScopedClient;
import dev.coordination.zookeeper.engine.sim.Scenario;
import dev.coordination.zookeeper.engine.sim.SimClient;
import dev.coordination.zookeeper.engine.sim.SimOptions;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Some clients increment one counter once each. */
final class CountingTogether implements Scenario {

  private static final String PATH = "/n";

  private final int servers;
  private final int clients;

  CountingTogether(int clients, int servers) {
    this.clients = clients;
    this.servers = servers;
  }

  @Override
  public SimOptions options() {
    return SimOptions.defaults().withServers(servers);
  }

  @Override
  public Run begin(SimulatedZooKeeper zooKeeper) {
    zooKeeper.create(PATH, CounterValue.encode(0));
    zooKeeper.create(Layout.marks(PATH), new byte[0]);
    EngineWorld world = new EngineWorld(zooKeeper);
    List<Player> players = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      ScopedClient client = world.connect(String.valueOf((char) ('a' + i)));
      players.add(new Player(client, world.of(client)));
    }
    EngineWorld.untilConnected(zooKeeper);
    players.forEach(Player::begin);
    return new Sum(zooKeeper, players);
  }

  private static final class Player {
    private final ScopedClient client;
    final SimClient simulated;
    private @Nullable CompletableFuture<Long> result;

    Player(ScopedClient client, SimClient simulated) {
      this.client = client;
      this.simulated = simulated;
    }

    void begin() {
      simulated.offer("increments", () -> result = client.counter(PATH).incrementAsync());
    }

    @Nullable Long counted() {
      CompletableFuture<Long> done = result;
      return done == null || !done.isDone() || done.isCompletedExceptionally() ? null : done.join();
    }

    boolean failedDefinitely() {
      CompletableFuture<Long> done = result;
      return done != null
          && done.isCompletedExceptionally()
          && !(failure(done) instanceof OutcomeUnknownException);
    }

    boolean isFinished() {
      return !simulated.isAlive() || (result != null && result.isDone());
    }

    String observed() {
      CompletableFuture<Long> done = result;
      if (done == null || !done.isDone()) {
        return "-";
      }
      return done.isCompletedExceptionally() ? failure(done).toString() : done.join().toString();
    }

    private static Throwable failure(CompletableFuture<Long> done) {
      return Await.unwrap(done.handle((value, failure) -> failure).join());
    }
  }

  private static final class Sum implements Run {
    private final SimulatedZooKeeper zooKeeper;
    private final List<Player> players;

    Sum(SimulatedZooKeeper zooKeeper, List<Player> players) {
      this.zooKeeper = zooKeeper;
      this.players = players;
    }

    /** Every acknowledged increment is in the value, and none is in it twice. */
    @Override
    public void check() {
      List<Long> counted = new ArrayList<>();
      for (Player player : players) {
        Long value = player.counted();
        if (value != null) {
          counted.add(value);
        }
      }
      assertThat(counted).as("results").doesNotHaveDuplicates();
      long failed = players.stream().filter(Player::failedDefinitely).count();
      assertThat(value()).as("value").isBetween((long) counted.size(), players.size() - failed);
    }

    private long value() {
      byte[] data = zooKeeper.data(PATH).orElseThrow();
      return Long.parseLong(new String(data, StandardCharsets.US_ASCII));
    }

    @Override
    public String observed() {
      return players.stream().map(Player::observed).collect(Collectors.joining("|"));
    }

    @Override
    public boolean isFinished() {
      return players.stream().allMatch(Player::isFinished);
    }

    @Override
    public void checkEnd() {
      check();
    }
  }
}
