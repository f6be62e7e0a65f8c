package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.Hold;
import dev.coordination.MalformedDataException;
import dev.coordination.support.ScopedClient;
import dev.coordination.zookeeper.engine.sim.SimOptions;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes in a line that look almost like contenders, and numbers that have run out. */
final class ForeignNamesTest {

  private final EngineWorld world =
      new EngineWorld(SimulatedZooKeeper.automatic(SimOptions.defaults()));
  private final ScopedClient a = world.connect("a");
  private final ScopedClient b = world.connect("b");

  @BeforeEach
  void createLine() {
    world.zooKeeper.create("/line", new byte[0]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x__lock__9999999999",
        "x__lock__2147483648",
        "x__lock__-999999999999",
        "x__lock__-9999999999",
        "x__lock__-2147483649",
        "x__lock__00000000001",
        "x__lock__99999999999999999999",
        "x__lock__000000001",
        "x__lock__",
        "__lock__9999999999"
      })
  void aNumberThatNoServerGivesOutIsNoContenders(String name) {
    world.zooKeeper.create("/line/" + name, new byte[0]);
    CompletableFuture<Hold> first = a.lock("/line").acquireAsync();
    assertThat(first).isCompleted();
    CompletableFuture<Hold> waiting = b.lock("/line").acquireAsync();
    assertThat(waiting).isNotDone();
    assertThat(a.lock("/line").contenders()).containsExactly("a", "b");
    first.join().release();
    assertThat(waiting).isCompleted();
    assertThat(world.zooKeeper.children("/line")).contains(name);
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MAX_VALUE, Integer.MIN_VALUE, Integer.MIN_VALUE + 1, -1})
  void numbersThatHaveRunOutGiveNoHold(int next) {
    world.zooKeeper.nextSequence("/line", next);
    CompletableFuture<Hold> refused = a.lock("/line").acquireAsync();
    assertThat(refused)
        .failsWithin(0, TimeUnit.SECONDS)
        .withThrowableThat()
        .withCauseInstanceOf(MalformedDataException.class);
    assertThat(world.zooKeeper.children("/line")).isEmpty();
  }

  @Test
  void theHolderBeforeTheNumbersRanOutKeepsItsHoldAndNobodyIsGrantedAnother() {
    Hold hold = a.lock("/line").acquireAsync().join();
    world.zooKeeper.nextSequence("/line", Integer.MIN_VALUE);
    CompletableFuture<Hold> refused = b.lock("/line").acquireAsync();
    world.zooKeeper.advance(Duration.ofMinutes(1));
    assertThat(refused).isCompletedExceptionally();
    assertThat(hold.isHeld()).isTrue();
  }
}
