package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.OutcomeUnknownException;
import dev.coordination.support.Await;
import dev.coordination.support.CounterText;
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

/** Some clients increment one counter, each as often as it is told, one time after the other. */
final class CountingTogether implements Scenario {

  private static final String PATH = "/n";

  private final int servers;
  private final int clients;
  private final int each;

  CountingTogether(int clients, int servers, int each) {
    this.clients = clients;
    this.servers = servers;
    this.each = each;
  }

  @Override
  public SimOptions options() {
    return SimOptions.defaults().withServers(servers);
  }

  @Override
  public Run begin(SimulatedZooKeeper zooKeeper) {
    zooKeeper.create(PATH, CounterText.encode(0));
    zooKeeper.create(Layout.marks(PATH), new byte[0]);
    EngineWorld world = new EngineWorld(zooKeeper);
    List<Player> players = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      ScopedClient client = world.connect(String.valueOf((char) ('a' + i)));
      players.add(new Player(client, world.of(client), each));
    }
    EngineWorld.untilConnected(zooKeeper);
    players.forEach(Player::begin);
    return new Sum(zooKeeper, players);
  }

  private static final class Player {
    private final ScopedClient client;
    final SimClient simulated;
    final int times;
    final List<CompletableFuture<Long>> results = new ArrayList<>();

    Player(ScopedClient client, SimClient simulated, int times) {
      this.client = client;
      this.simulated = simulated;
      this.times = times;
    }

    void begin() {
      simulated.offer("increments", this::increment);
    }

    private void increment() {
      CompletableFuture<Long> result = client.counter(PATH).incrementAsync();
      results.add(result);
      if (results.size() < times) {
        var unused = result.whenComplete((value, failure) -> begin());
      }
    }

    List<Long> counted() {
      return results.stream()
          .filter(result -> result.isDone() && !result.isCompletedExceptionally())
          .map(CompletableFuture::join)
          .toList();
    }

    long failedDefinitely() {
      return results.stream()
          .filter(CompletableFuture::isCompletedExceptionally)
          .filter(result -> !(failure(result) instanceof OutcomeUnknownException))
          .count();
    }

    boolean isFinished() {
      return !simulated.isAlive()
          || (results.size() == times && results.stream().allMatch(CompletableFuture::isDone));
    }

    String observed() {
      return results.stream().map(Player::observed).collect(Collectors.joining(","));
    }

    private static String observed(CompletableFuture<Long> result) {
      if (!result.isDone()) {
        return "-";
      }
      return result.isCompletedExceptionally()
          ? failure(result).toString()
          : result.join().toString();
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
      List<Long> counted = players.stream().flatMap(p -> p.counted().stream()).toList();
      assertThat(counted).as("results").doesNotHaveDuplicates();
      long begun = players.stream().mapToLong(player -> player.results.size()).sum();
      long failed = players.stream().mapToLong(Player::failedDefinitely).sum();
      assertThat(value()).as("value").isBetween((long) counted.size(), begun - failed);
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
