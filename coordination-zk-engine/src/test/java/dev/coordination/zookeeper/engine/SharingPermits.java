package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.Hold;
import dev.coordination.zookeeper.engine.sim.Scenario;
import dev.coordination.zookeeper.engine.sim.SimOptions;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Some clients take one permit each of one semaphore, and release it at some later step. */
final class SharingPermits implements Scenario {

  private static final String PATH = "/permits";
  private static final String GUARD = Layout.guard(PATH);

  private final int servers;
  private final int clients;
  private final int limit;
  private boolean held;

  SharingPermits(int servers, int clients, int limit) {
    this.servers = servers;
    this.clients = clients;
    this.limit = limit;
  }

  /** Begins when the first client holds its permit. */
  SharingPermits heldByTheFirst() {
    held = true;
    return this;
  }

  @Override
  public SimOptions options() {
    return SimOptions.defaults().withServers(servers);
  }

  @Override
  public Run begin(SimulatedZooKeeper zooKeeper) {
    zooKeeper.create(PATH, Layout.encodeLimit(limit));
    zooKeeper.create(GUARD, new byte[0]);
    EngineWorld world = new EngineWorld(zooKeeper);
    List<Player> players = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      String name = String.valueOf((char) ('a' + i));
      players.add(new Player(world, name, client -> client.semaphore(PATH, limit).acquireAsync()));
    }
    EngineWorld.untilConnected(zooKeeper);
    players.get(0).begin();
    while (held && !players.get(0).believesToHold()) {
      zooKeeper.steps().get(0).run();
    }
    players.stream().skip(1).forEach(Player::begin);
    return new Turns(zooKeeper, players, limit);
  }

  private static final class Turns implements Run {
    private final SimulatedZooKeeper zooKeeper;
    private final List<Player> players;
    private final int limit;
    private final Map<String, Long> arrivals = new HashMap<>();
    private final Set<String> permits = new HashSet<>();
    private final Set<Long> tokens = new HashSet<>();
    private final Set<Hold> holds = new HashSet<>();
    private long newestToken;

    Turns(SimulatedZooKeeper zooKeeper, List<Player> players, int limit) {
      this.zooKeeper = zooKeeper;
      this.players = players;
      this.limit = limit;
    }

    @Override
    public void check() {
      assertThat(zooKeeper.children(PATH)).as("permits").hasSizeLessThanOrEqualTo(limit);
      checkOrder();
      List<Player> holders = players.stream().filter(Player::believesToHold).toList();
      assertThat(holders).as("believe to hold").hasSizeLessThanOrEqualTo(limit);
      holders.stream().map(Player::hold).map(Objects::requireNonNull).forEach(this::checkToken);
    }

    /** A new permit is that of whoever came first of those who still wait. */
    private void checkOrder() {
      Map<Long, String> line = new TreeMap<>();
      for (String name : zooKeeper.children(GUARD)) {
        long czxid = zooKeeper.stat(GUARD + "/" + name).orElseThrow().czxid();
        line.put(czxid, name.substring(0, 32));
        arrivals.put(name.substring(0, 32), czxid);
      }
      for (String permit : zooKeeper.children(PATH)) {
        if (permits.add(permit)) {
          assertThat(line.keySet())
              .as("arrivals of those who still wait")
              .allMatch(arrival -> arrival > arrivals.get(permit));
        }
      }
    }

    /**
     * With one permit, its tokens say who came later; with more, only that they are not the same.
     */
    private void checkToken(Hold hold) {
      if (holds.add(hold)) {
        assertThat(tokens.add(hold.fencingToken())).as("a token of its own").isTrue();
        if (limit == 1) {
          assertThat(hold.fencingToken()).as("token").isGreaterThan(newestToken);
          newestToken = hold.fencingToken();
        }
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
      if (players.stream().allMatch(Player::isInTouch) && zooKeeper.lateSteps().isEmpty()) {
        assertThat(zooKeeper.children(PATH)).as("permits left behind").isEmpty();
        assertThat(zooKeeper.children(GUARD)).as("guards left behind").isEmpty();
      }
    }
  }
}
