package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.Hold;
import dev.coordination.support.ScopedClient;
import dev.coordination.zookeeper.engine.sim.SimOptions;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A process stands still, too shortly for anybody to notice or for long, acquires a lock as soon as
 * it goes on, and its server is cut off at once: the leader counts from what it heard before the
 * standstill.
 */
final class StallTest {

  private static final String LINE = "/line";
  private static final Duration STEP = Duration.ofMillis(100);

  /** A short tick, since a long one gives the session up to itself more than its timeout. */
  private final EngineWorld world =
      new EngineWorld(
          SimulatedZooKeeper.automatic(
              SimOptions.defaults().withServers(2).withTick(Duration.ofMillis(500))));

  private final ScopedClient stalled = world.connect("a", 1);
  private final ScopedClient other = world.connect("b", 0);

  private void standStill(long millis) {
    world.of(stalled).freeze();
    world.zooKeeper.advance(Duration.ofMillis(millis));
    world.of(stalled).thaw();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 300, 900, 1_600, 2_400, 3_200, 4_000, 6_000, 8_000, 9_500})
  void aHoldAcquiredBehindAStandstillEndsBeforeTheNextBegins(long standstill) {
    for (long before = 0; before < 4_000; before += 100) {
      new StallTest().acquireAndCutOff(before, standstill);
    }
  }

  private void acquireAndCutOff(long before, long standstill) {
    world.zooKeeper.advance(Duration.ofMillis(200));
    assertThat(stalled.counter("/n").getAsync().join()).isZero(); // its pings follow it
    world.zooKeeper.advance(Duration.ofMillis(before));
    standStill(standstill);
    CompletableFuture<Hold> mine = stalled.lock(LINE).acquireAsync();
    world.zooKeeper.isolate(1);
    CompletableFuture<Hold> theirs = other.lock(LINE).acquireAsync();
    for (int i = 0; i < 200; i++) {
      world.zooKeeper.advance(STEP);
      assertThat(isHeld(mine) && isHeld(theirs))
          .as("two holders, %d ms before a standstill of %d ms", before, standstill)
          .isFalse();
    }
  }

  private static boolean isHeld(CompletableFuture<Hold> asked) {
    return asked.isDone() && asked.join().isHeld();
  }

  @Test
  void anIdleClientAcquiresInOneRoundTrip() {
    world.zooKeeper.create(LINE, new byte[0]);
    world.zooKeeper.advance(Duration.ofMinutes(1));
    world.zooKeeper.delay(Duration.ofMillis(10));
    assertThat(world.zooKeeper.roundTrips(stalled.lock(LINE)::acquireAsync)).isEqualTo(1);
  }
}
