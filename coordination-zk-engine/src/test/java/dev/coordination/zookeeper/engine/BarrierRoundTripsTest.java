package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.support.AbstractDoubleBarrier.Stay;
import dev.coordination.support.BarrierWait;
import dev.coordination.support.ScopedClient;
import dev.coordination.zookeeper.engine.sim.SimOptions;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What barriers and double barriers cost: exact round trips in virtual time, and exact requests.
 */
final class BarrierRoundTripsTest {

  private static final String PATH = "/barrier";
  private static final Duration ONE_WAY = Duration.ofMillis(10);

  private final EngineWorld world =
      new EngineWorld(SimulatedZooKeeper.automatic(SimOptions.defaults()));
  private final SimulatedZooKeeper store = world.zooKeeper;
  private final ScopedClient a = world.connect("a");
  private final ScopedClient b = world.connect("b");
  private final ScopedClient c = world.connect("c");

  private void slow() {
    store.delay(ONE_WAY);
    for (ScopedClient client : new ScopedClient[] {a, b, c}) {
      world.of(client).resetCounts();
    }
  }

  private static CompletableFuture<@Nullable Void> settled(BarrierWait wait) {
    CompletableFuture<@Nullable Void> settled = new CompletableFuture<>();
    wait.whenSettled(() -> settled.complete(null));
    return settled;
  }

  private static CompletableFuture<@Nullable Void> await(ScopedClient client, int parties) {
    BarrierWait wait = new BarrierWait();
    ((EngineBarrier) (parties == 0 ? client.barrier(PATH) : client.barrier(PATH, parties)))
        .visit(wait)
        .begin();
    return settled(wait);
  }

  private static CompletableFuture<@Nullable Void> enter(Stay stay) {
    BarrierWait wait = new BarrierWait();
    stay.entrance(wait).begin();
    return settled(wait);
  }

  private static CompletableFuture<@Nullable Void> leave(Stay stay) {
    BarrierWait wait = new BarrierWait();
    stay.exit(wait).begin();
    return settled(wait);
  }

  private static Stay stay(ScopedClient client, int parties) {
    return ((EngineDoubleBarrier) client.doubleBarrier(PATH, parties)).stay();
  }

  // Barriers

  @Test
  void anOpenBarrierTakesOneRoundTrip() {
    slow();
    assertThat(store.roundTrips(() -> await(a, 0))).isEqualTo(1);
    assertThat(world.of(a).requests()).as("a sync and a look").isEqualTo(2);
  }

  @Test
  void whoHearsOfARemovalLooksOnce() {
    store.create(PATH, new byte[0]);
    var waiting = await(a, 0);
    slow();
    assertThat(
            store.roundTrips(
                () -> {
                  store.delete(PATH);
                  return waiting;
                }))
        .isEqualTo(1.5);
    assertThat(world.of(a).requests()).isEqualTo(1);
  }

  // Double barriers

  @Test
  void whoComesLastTakesTwoRoundTripsAndTheOthersHearOfItInHalfOne() {
    var first = enter(stay(a, 3));
    var second = enter(stay(b, 3));
    slow();
    assertThat(store.roundTrips(() -> enter(stay(c, 3)))).isEqualTo(2);
    assertThat(first.isDone() && second.isDone()).as("told when the last one is").isTrue();
    assertThat(world.of(c).requests())
        .as("the create, three looks, the watch on it, and the transaction")
        .isEqualTo(6);
    assertThat(world.of(a).requests()).as("when that was, and nobody waits for the answer").isOne();
  }

  @Test
  void whoComesWaitsAfterOneRoundTrip() {
    enter(stay(a, 3)).cancel(false);
    slow();
    var second = enter(stay(b, 3));
    store.advance(ONE_WAY.multipliedBy(2));
    assertThat(second).isNotDone();
    assertThat(world.of(b).requests()).as("the create, three looks, the watch").isEqualTo(5);
    int requests = world.of(b).requests();
    store.advance(ONE_WAY.multipliedBy(10));
    assertThat(world.of(b).requests()).isEqualTo(requests);
  }

  /**
   * In kazoo's order, in which the lowest goes when all others have, and those who have wait for
   * it.
   */
  @Test
  void whoLeavesLastWaitsForTheLowest() {
    Stay first = stay(a, 2);
    Stay second = stay(b, 2);
    enter(first).cancel(false);
    enter(second).cancel(false);
    var leaving = leave(first);
    assertThat(leaving).isNotDone();
    slow();
    assertThat(store.roundTrips(() -> leave(second))).isEqualTo(6);
    assertThat(leaving).isDone();
    assertThat(world.of(a).requests() + world.of(b).requests()).isLessThanOrEqualTo(12);
  }
}
