package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.Codec;
import dev.coordination.DistributedQueue;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Some clients put one item each into a queue, and some take one each. */
final class PassingItems implements Scenario {

  private static final String PATH = "/q";

  private final int servers;
  private final int present;
  private final List<Role> roles;

  /** What one client does. */
  enum Role {
    PUTS,
    TAKES,
    PUTS_AND_TAKES
  }

  /**
   * Describes the scenario.
   *
   * @param present how many items there are in the beginning
   * @param roles what each client does
   */
  PassingItems(int servers, int present, Role... roles) {
    this.servers = servers;
    this.present = present;
    this.roles = List.of(roles);
  }

  @Override
  public SimOptions options() {
    return SimOptions.defaults().withServers(servers);
  }

  @Override
  public Run begin(SimulatedZooKeeper zooKeeper) {
    List.of(PATH, Layout.marks(PATH), Layout.waiting(PATH))
        .forEach(path -> zooKeeper.create(path, Layout.NO_DATA));
    List<String> items = new ArrayList<>();
    for (int i = 0; i < present; i++) {
      items.add("item" + i);
      zooKeeper.create(Layout.item(PATH, 100) + "%010d".formatted(i), Layout.encode("item" + i));
    }
    EngineWorld world = new EngineWorld(zooKeeper);
    List<Player> players = new ArrayList<>();
    for (int i = 0; i < roles.size(); i++) {
      ScopedClient client = world.connect(String.valueOf((char) ('a' + i)));
      players.add(new Player(client, world.of(client), roles.get(i)));
    }
    EngineWorld.untilConnected(zooKeeper);
    players.forEach(Player::begin);
    return new Conservation(zooKeeper, items, players);
  }

  /** One client: puts, takes, or does one after the other. */
  private static final class Player {
    final SimClient simulated;
    private final DistributedQueue<String> queue;
    private final Role role;
    @Nullable CompletableFuture<String> put;
    @Nullable CompletableFuture<String> taken;

    Player(ScopedClient client, SimClient simulated, Role role) {
      this.simulated = simulated;
      this.queue = client.queue(PATH, Codec.utf8());
      this.role = role;
    }

    void begin() {
      if (role == Role.TAKES) {
        simulated.offer("takes", this::take);
      } else {
        simulated.offer("puts", this::put);
      }
    }

    private void put() {
      CompletableFuture<String> sent = queue.putAsync(ownItem());
      put = sent;
      if (role == Role.PUTS_AND_TAKES) {
        var unused = sent.whenComplete((name, failure) -> simulated.offer("takes", this::take));
      }
    }

    private void take() {
      taken = queue.takeAsync();
    }

    String ownItem() {
      return "of " + simulated.name();
    }

    boolean puts() {
      return role != Role.TAKES;
    }

    boolean takes() {
      return role != Role.PUTS;
    }

    boolean hasPut() {
      return !puts() || !simulated.isAlive() || isDone(put);
    }

    boolean hasTaken() {
      return !takes() || !simulated.isAlive() || isDone(taken);
    }

    String observed() {
      return describe(put) + describe(taken);
    }
  }

  private static boolean isDone(@Nullable CompletableFuture<String> future) {
    return future != null && future.isDone();
  }

  private static boolean isNormal(@Nullable CompletableFuture<String> future) {
    return isDone(future) && !future.isCompletedExceptionally();
  }

  private static @Nullable Throwable failure(@Nullable CompletableFuture<String> future) {
    return isDone(future) && !isNormal(future)
        ? Await.unwrap(future.handle((value, failure) -> failure).join())
        : null;
  }

  private static String describe(@Nullable CompletableFuture<String> future) {
    if (!isDone(future)) {
      return "-";
    }
    return isNormal(future) ? future.join() : String.valueOf(failure(future));
  }

  private static final class Conservation implements Run {
    private final SimulatedZooKeeper zooKeeper;
    private final List<String> present;
    private final List<Player> players;

    Conservation(SimulatedZooKeeper zooKeeper, List<String> present, List<Player> players) {
      this.zooKeeper = zooKeeper;
      this.present = present;
      this.players = players;
    }

    /** No item is there twice, or delivered twice, or delivered and there. */
    @Override
    public void check() {
      assertThat(Stream.concat(stored().stream(), delivered().stream()).toList())
          .as("stored or delivered")
          .doesNotHaveDuplicates();
    }

    @Override
    public String observed() {
      return players.stream().map(Player::observed).collect(Collectors.joining("|"));
    }

    /** Who still takes when all puts are over and nothing is there will wait for ever. */
    @Override
    public boolean isFinished() {
      return players.stream().allMatch(Player::hasPut)
          && (stored().isEmpty() || players.stream().allMatch(Player::hasTaken));
    }

    /** No item has vanished but with a process, or in the sight of a caller. */
    @Override
    public void checkEnd() {
      List<String> accounted = new ArrayList<>(stored());
      accounted.addAll(delivered());
      players.forEach(player -> accounted.addAll(carried(player)));
      List<String> missing = new ArrayList<>(certain());
      missing.removeAll(accounted);
      assertThat(missing).as("vanished").hasSizeLessThanOrEqualTo(dead());
      accounted.retainAll(refused());
      assertThat(accounted).as("there, although its put was refused").isEmpty();
    }

    private List<String> stored() {
      return zooKeeper.children(PATH).stream()
          .map(name -> zooKeeper.data(PATH + "/" + name).orElseThrow())
          .map(data -> new String(data, StandardCharsets.UTF_8))
          .toList();
    }

    private List<String> delivered() {
      return players.stream()
          .filter(player -> isNormal(player.taken))
          .map(player -> describe(player.taken))
          .toList();
    }

    private static List<String> carried(Player player) {
      return failure(player.taken) instanceof OutcomeUnknownException unknown
          ? unknown.payload().map(Layout::decode).stream().toList()
          : List.of();
    }

    private List<String> certain() {
      return Stream.concat(
              present.stream(),
              players.stream().filter(player -> isNormal(player.put)).map(Player::ownItem))
          .toList();
    }

    private List<String> refused() {
      return players.stream()
          .filter(player -> player.put != null && player.put.isCompletedExceptionally())
          .filter(player -> !(failure(player.put) instanceof OutcomeUnknownException))
          .map(Player::ownItem)
          .toList();
    }

    private int dead() {
      return (int)
          players.stream()
              .filter(player -> !player.simulated.isAlive() && !isDone(player.taken))
              .count();
    }
  }
}
