package dev.coordination.it.mixed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.CoordinationClient;
import dev.coordination.DistributedLock;
import dev.coordination.Hold;
import dev.coordination.HoldState;
import dev.coordination.it.Backend;
import dev.coordination.it.Bounded;
import dev.coordination.it.Onlooker;
import dev.coordination.tck.TckClient;
import dev.coordination.zookeeper.testkit.TestServer;
import dev.coordination.zookeeper.testkit.ZooKeeperHarness;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two clients of each backend at one path of one server. */
class MixedLineTest {

  private static final int TURNS = 25;
  private static final int INCREMENTS = 250;

  private final ZooKeeperHarness raws = Backend.RAW.harness();
  private final ZooKeeperHarness curators = Backend.CURATOR.harness();
  private final String path = raws.root() + "/line";
  private Onlooker onlooker;
  private TckClient raw1;
  private TckClient curator1;
  private TckClient raw2;
  private TckClient curator2;

  @BeforeEach
  void connect() {
    onlooker = new Onlooker(TestServer.shared());
    raw1 = raws.connect("raw-1");
    curator1 = curators.connect("curator-1");
    raw2 = raws.connect("raw-2");
    curator2 = curators.connect("curator-2");
  }

  @AfterEach
  void close() {
    onlooker.close();
    curators.close();
    raws.close();
  }

  /** Numbers that are lost as soon as two count at once, or one without the other's last word. */
  private static final class Unsynchronised {
    private int count;
    private final List<Long> tokens = new ArrayList<>();

    void countUp(Hold hold) {
      int before = count;
      Thread.onSpinWait();
      tokens.add(hold.fencingToken());
      count = before + 1;
    }
  }

  @Test
  void bothExcludeEachOther() {
    var shared = new Unsynchronised();

    Bounded.all(clients().stream().map(client -> turns(client.lock(path), shared)).toList());

    assertThat(shared.count).isEqualTo(clients().size() * TURNS);
    assertThat(shared.tokens).isSorted().doesNotHaveDuplicates().hasSize(shared.count);
  }

  private static Callable<Boolean> turns(DistributedLock lock, Unsynchronised shared) {
    return () -> {
      for (int i = 0; i < TURNS; i++) {
        try (var hold = lock.acquire()) {
          shared.countUp(hold);
        }
      }
      return true;
    };
  }

  @Test
  void bothStandInOneLineAndHandOverToEachOther() {
    var grants = new ArrayList<CompletableFuture<Hold>>();
    for (var client : clients()) {
      grants.add(client.lock(path).acquireAsync());
      var unused = onlooker.awaitInLine(path, grants.size());
    }
    var line = new ArrayList<>(List.of("raw-1", "curator-1", "raw-2", "curator-2"));
    long lastToken = 0;
    while (!grants.isEmpty()) {
      var hold = Bounded.get(grants.remove(0));
      assertThat(hold.identifier()).isEqualTo(line.get(0));
      assertThat(hold.fencingToken()).isGreaterThan(lastToken);
      assertThat(clients()).allSatisfy(c -> assertThat(c.lock(path).contenders()).isEqualTo(line));
      assertThat(grants).noneMatch(CompletableFuture::isDone);
      lastToken = hold.fencingToken();
      line.remove(0);
      hold.release();
    }
    assertThat(raw1.client().lock(path).contenders()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void whoTakesOverFromTheDead(Backend dying) {
    var holder = dying == Backend.RAW ? raw1 : curator1;
    var middle = dying == Backend.RAW ? raw2 : curator2;
    var heir = dying == Backend.RAW ? curator1 : raw1;
    var held = Bounded.get(holder.client().lock(path).acquireAsync());
    var between = middle.client().lock(path).acquireAsync();
    var unused = onlooker.awaitInLine(path, 2);
    var next = heir.client().lock(path).acquireAsync();
    unused = onlooker.awaitInLine(path, 3);

    middle.expireByTime();
    unused = onlooker.awaitInLine(path, 2);
    assertThat(next).as("the holder lives, only who stood between has died").isNotDone();
    assertThat(held.isHeld()).isTrue();
    holder.expireByTime();

    var inherited = Bounded.get(next);
    assertThat(inherited.fencingToken()).isGreaterThan(held.fencingToken());
    assertThat(held.state()).isEqualTo(HoldState.LOST);
    assertThat(between).isNotDone();
    assertThat(heir.client().lock(path).contenders()).containsExactly(inherited.identifier());
    between.cancel(false);
    inherited.release();
  }

  @Test
  void bothCountWithoutLoss() {
    Bounded.all(clients().stream().map(this::increments).toList());

    long all = (long) clients().size() * INCREMENTS;
    assertThat(clients()).allSatisfy(c -> assertThat(c.counter(path).get()).isEqualTo(all));
  }

  private Callable<Boolean> increments(CoordinationClient client) {
    return () -> {
      var counter = client.counter(path);
      for (int i = 0; i < INCREMENTS; i++) {
        counter.increment();
      }
      return true;
    };
  }

  private List<CoordinationClient> clients() {
    return List.of(raw1.client(), curator1.client(), raw2.client(), curator2.client());
  }
}
