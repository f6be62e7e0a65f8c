package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.ClaimedItem;
import dev.coordination.Codec;
import dev.coordination.ConnectionState;
import dev.coordination.OutcomeUnknownException;
import dev.coordination.support.Await;
import dev.coordination.support.Deadline;
import dev.coordination.support.ScopedClient;
import dev.coordination.zookeeper.engine.sim.Scenario;
import dev.coordination.zookeeper.engine.sim.SimClient;
import dev.coordination.zookeeper.engine.sim.SimOptions;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Some clients claim an item each of a locking queue, and consume it or give it back. */
final class SharingWork implements Scenario {

  private static final String PATH = "/l";

  private final int servers;
  private final int items;
  private final List<End> ends;

  /** What a client does with its item. */
  enum End {
    CONSUMES,
    RELEASES
  }

  /**
   * Describes the scenario.
   *
   * @param ends what each client does in the end
   */
  SharingWork(int servers, int items, End... ends) {
    this.servers = servers;
    this.items = items;
    this.ends = List.of(ends);
  }

  @Override
  public SimOptions options() {
    return SimOptions.defaults().withServers(servers);
  }

  @Override
  public Run begin(SimulatedZooKeeper zooKeeper) {
    List.of(
            PATH,
            Layout.entries(PATH),
            Layout.taken(PATH),
            Layout.marks(PATH),
            Layout.waiting(PATH))
        .forEach(path -> zooKeeper.create(path, Layout.NO_DATA));
    for (int i = 0; i < items; i++) {
      String node = Layout.item(Layout.entries(PATH), 100) + "%010d".formatted(i);
      zooKeeper.create(node, Layout.encode("item" + i));
    }
    EngineWorld world = new EngineWorld(zooKeeper);
    List<Worker> workers = new ArrayList<>();
    for (int i = 0; i < ends.size(); i++) {
      ScopedClient client = world.connect(String.valueOf((char) ('a' + i)));
      workers.add(new Worker(client, world.of(client), ends.get(i)));
    }
    EngineWorld.untilConnected(zooKeeper);
    workers.forEach(Worker::begin);
    return new Once(zooKeeper, items, workers);
  }

  /** One client: claims, and ends the claim at some later step. */
  private static final class Worker {
    final ScopedClient client;
    final SimClient simulated;
    private final End end;
    private @Nullable CompletableFuture<ClaimedItem<String>> claimed;
    private @Nullable CompletableFuture<Void> consumed;
    private boolean released;

    Worker(ScopedClient client, SimClient simulated, End end) {
      this.client = client;
      this.simulated = simulated;
      this.end = end;
    }

    void begin() {
      simulated.offer("claims", this::claim);
    }

    private void claim() {
      var queue = (EngineLockingQueue<String>) client.lockingQueue(PATH, Codec.utf8());
      claimed = queue.enqueue(Deadline.NEVER, Set.of()).asFuture(Runnable::run);
      var unused =
          claimed.thenAccept(
              item ->
                  simulated.offer(
                      end == End.CONSUMES ? "consumes" : "releases", () -> finish(item)));
    }

    private void finish(ClaimedItem<String> item) {
      if (end == End.CONSUMES && item.isHeld()) {
        consumed = ((EngineClaimedItem<String>) item).consumeInStore();
      } else {
        var unused = item.releaseAsync();
        released = true;
      }
    }

    @Nullable ClaimedItem<String> item() {
      return claimed == null ? null : claimed.getNow(null);
    }

    boolean believesToHold() {
      ClaimedItem<String> item = item();
      return consumed == null && simulated.isRunning() && item != null && item.isHeld();
    }

    boolean hasConsumed() {
      return consumed != null && consumed.isDone() && !consumed.isCompletedExceptionally();
    }

    boolean mayHaveConsumed() {
      return consumed != null
          && (!consumed.isDone() || failure() instanceof OutcomeUnknownException);
    }

    private @Nullable Throwable failure() {
      return consumed == null || !consumed.isCompletedExceptionally()
          ? null
          : Await.unwrap(consumed.handle((done, failure) -> failure).join());
    }

    boolean isFinished() {
      return !simulated.isAlive() || released || (consumed != null && consumed.isDone());
    }

    /** Not of a process that stands still: to look is to wake it. */
    String observed() {
      ClaimedItem<String> item = item();
      String state = item == null || !simulated.isRunning() ? "-" : item.state().toString();
      String what = item == null ? "" : item.value() + item.fencingToken();
      return state + what + released + (consumed != null) + hasConsumed() + failure();
    }
  }

  private static final class Once implements Run {
    private final SimulatedZooKeeper zooKeeper;
    private final int items;
    private final List<Worker> workers;
    private final Map<String, Long> newestTokens = new HashMap<>();

    Once(SimulatedZooKeeper zooKeeper, int items, List<Worker> workers) {
      this.zooKeeper = zooKeeper;
      this.items = items;
      this.workers = workers;
    }

    @Override
    public void check() {
      List<ClaimedItem<String>> held =
          workers.stream().filter(Worker::believesToHold).map(Worker::item).toList();
      assertThat(held.stream().map(item -> Objects.requireNonNull(item).value()))
          .as("believed to be claimed")
          .doesNotHaveDuplicates();
      for (ClaimedItem<String> item : held) {
        long newest = newestTokens.getOrDefault(item.value(), 0L);
        assertThat(item.fencingToken()).as("token").isGreaterThanOrEqualTo(newest);
        newestTokens.put(item.value(), item.fencingToken());
      }
      checkConsumed();
    }

    /** Consumed at most once, and nothing has vanished that nobody may have consumed. */
    private void checkConsumed() {
      List<String> consumed =
          workers.stream().filter(Worker::hasConsumed).map(this::valueOf).toList();
      long unknown = workers.stream().filter(Worker::mayHaveConsumed).count();
      int left = zooKeeper.children(Layout.entries(PATH)).size();
      assertThat(consumed).as("consumed").doesNotHaveDuplicates();
      assertThat((long) items - left)
          .as("items that have gone")
          .isBetween((long) consumed.size(), consumed.size() + unknown);
    }

    private String valueOf(Worker worker) {
      return Objects.requireNonNull(worker.item()).value();
    }

    @Override
    public String observed() {
      return workers.stream().map(Worker::observed).collect(Collectors.joining("|")) + newestTokens;
    }

    /** Who wants an item when all have been consumed waits for ever. */
    @Override
    public boolean isFinished() {
      boolean nothingLeft = zooKeeper.children(Layout.entries(PATH)).isEmpty();
      return workers.stream()
          .allMatch(worker -> worker.isFinished() || (nothingLeft && worker.item() == null));
    }

    /** Where nobody died or is out of reach, no claim is left. */
    @Override
    public void checkEnd() {
      if (workers.stream().allMatch(this::isInTouch) && zooKeeper.lateSteps().isEmpty()) {
        assertThat(zooKeeper.children(Layout.taken(PATH))).as("left behind").isEmpty();
      }
    }

    private boolean isInTouch(Worker worker) {
      return worker.simulated.isRunning()
          && worker.client.connectionState() == ConnectionState.CONNECTED;
    }
  }
}
