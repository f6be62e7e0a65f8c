package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.PartitionOptions;
import dev.coordination.SetPartitioner;
import dev.coordination.support.ScopedClient;
import dev.coordination.zookeeper.engine.sim.RequestKind;
import dev.coordination.zookeeper.engine.sim.SimOptions;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What it costs to claim many items: exact round trips in virtual time, and exact requests. */
final class PartitionRoundTripsTest {

  private static final Duration ONE_WAY = Duration.ofMillis(10);
  private static final PartitionOptions<Integer> AT_ONCE =
      PartitionOptions.<Integer>defaults().withTimeBoundary(Duration.ZERO);

  private final EngineWorld world =
      new EngineWorld(SimulatedZooKeeper.automatic(SimOptions.defaults()));
  private final SimulatedZooKeeper zooKeeper = world.zooKeeper;
  private final ScopedClient a = world.connect("a");

  private SetPartitioner<Integer> divided(int count, PartitionOptions<Integer> options) {
    List<Integer> items = IntStream.range(0, count).boxed().toList();
    SetPartitioner<Integer> set = a.setPartitioner("/set", items, options);
    assertThat(set.acquired()).hasSize(count);
    zooKeeper.delay(ONE_WAY);
    world.of(a).resetCounts();
    return set;
  }

  private double again(SetPartitioner<Integer> set, int count) {
    CompletableFuture<Boolean> complete = new CompletableFuture<>();
    return zooKeeper.roundTrips(
        () -> {
          set.releaseSet();
          var unused =
              set.onItemsChange(
                  Runnable::run,
                  (more, less) -> {
                    if (set.acquired().size() == count) {
                      complete.complete(true);
                    }
                  });
          return complete;
        });
  }

  private int requests(RequestKind kind) {
    return world.of(a).counts().getOrDefault(kind, 0);
  }

  /** One round trip for the members, and one for the items; their locks are freed meanwhile. */
  @ParameterizedTest
  @ValueSource(ints = {1, 50, EnginePartition.WINDOW})
  void freeItemsAreClaimedInOneRoundTripAfterTheMembers(int count) {
    SetPartitioner<Integer> set = divided(count, AT_ONCE);
    assertThat(again(set, count)).isEqualTo(2);
    assertThat(requests(RequestKind.CREATE)).isEqualTo(count);
    assertThat(requests(RequestKind.DELETE)).isEqualTo(count);
    assertThat(requests(RequestKind.SYNC)).isEqualTo(1);
    assertThat(requests(RequestKind.GET_CHILDREN)).isEqualTo(count + 1);
    assertThat(requests(RequestKind.GET_DATA)).isZero();
  }

  @Test
  void eachFurtherWindowTakesOneRoundTripMore() {
    int count = 2 * EnginePartition.WINDOW + 1;
    SetPartitioner<Integer> set = divided(count, AT_ONCE);
    assertThat(again(set, count)).isEqualTo(4);
  }

  /** If sticky, it takes one more to see which items nobody has. */
  @ParameterizedTest
  @ValueSource(ints = {1, 50, EnginePartition.WINDOW})
  void stickyMembersLookFirst(int count) {
    SetPartitioner<Integer> set = divided(count, AT_ONCE.withSticky());
    assertThat(again(set, count)).isEqualTo(3);
    assertThat(requests(RequestKind.CREATE)).isEqualTo(count);
  }

  @Test
  void itemsThatNobodyHasEverHadTakeOneRoundTripMore() {
    List<Integer> items = IntStream.range(0, 50).boxed().toList();
    zooKeeper.create("/set", Layout.NO_DATA);
    zooKeeper.create("/set/party", Layout.NO_DATA);
    zooKeeper.delay(ONE_WAY);
    CompletableFuture<Boolean> complete = new CompletableFuture<>();
    double cost =
        zooKeeper.roundTrips(
            () -> {
              a.setPartitioner("/set", items, AT_ONCE)
                  .onItemsChange(Runnable::run, (more, less) -> all(complete, more.size()));
              return complete;
            });
    assertThat(cost).isEqualTo(5); // to join, to list, to read what is listed, and two
  }

  private static void all(CompletableFuture<Boolean> complete, int count) {
    if (count == 50) {
      complete.complete(true);
    }
  }

  @Test
  void aMemberThatHasItsShareAsksForNothing() {
    SetPartitioner<Integer> set = divided(50, AT_ONCE);
    zooKeeper.advance(Duration.ofSeconds(10));
    world.of(a).resetCounts();
    zooKeeper.advance(Duration.ofSeconds(10));
    assertThat(set.acquired()).hasSize(50);
    assertThat(world.of(a).counts().keySet()).containsExactly(RequestKind.MULTI);
    assertThat(world.of(a).requests()).isLessThanOrEqualTo(7); // the heartbeat
  }
}
