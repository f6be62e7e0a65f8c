package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.Hold;
import dev.coordination.HoldState;
import dev.coordination.support.ScopedClient;
import dev.coordination.zookeeper.engine.sim.SimOptions;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * Somebody deletes a contender's node by hand while the contender cannot be told at once: it must
 * not be granted by the departure of those ahead, nor believe in its hold for ever.
 */
final class OwnNodeTest {

  private static final String LINE = "/line";
  private static final Duration ONE_WAY = Duration.ofMillis(10);

  private final EngineWorld world =
      new EngineWorld(SimulatedZooKeeper.automatic(SimOptions.defaults()));
  private final ScopedClient holder = world.connect("a");
  private final ScopedClient waiter = world.connect("b");
  private Hold held;

  private CompletableFuture<Hold> waiting() {
    held = holder.lock(LINE).acquireAsync().join();
    return waiter.lock(LINE).acquireAsync();
  }

  /** The node of the contender that came last. */
  private String lastNode() {
    List<String> names = world.zooKeeper.children(LINE);
    return LINE + "/" + names.get(names.size() - 1);
  }

  private void releaseAndPass(Duration time) {
    var unused = held.releaseAsync();
    world.zooKeeper.advance(time);
  }

  private void assertGrantedWithItsNode(CompletableFuture<Hold> asked) {
    assertThat(asked).isCompleted();
    assertThat(asked.join().state()).isEqualTo(HoldState.HELD);
    assertThat(world.zooKeeper.children(LINE)).hasSize(1);
    assertThat(world.zooKeeper.stat(lastNode()).orElseThrow().czxid())
        .isEqualTo(asked.join().fencingToken());
  }

  @Test
  void theWatchOnItIsSetAgainWhenTheLinkBrokeBehindIt() {
    world.of(waiter).tearBehind(3); // create, list; exists own | exists ahead
    CompletableFuture<Hold> asked = waiting();
    world.zooKeeper.delete(lastNode());
    assertThat(world.zooKeeper.children(LINE)).as("in line again").hasSize(2);
    releaseAndPass(Duration.ZERO);
    assertGrantedWithItsNode(asked);
  }

  @Test
  void theDepartureAheadIsToldFirstWhenTheLinkIsBack() {
    CompletableFuture<Hold> asked = waiting();
    world.of(waiter).cutLink();
    world.zooKeeper.delete(lastNode());
    releaseAndPass(Duration.ZERO);
    world.of(waiter).restoreLink();
    assertGrantedWithItsNode(asked);
  }

  @Test
  void aChangeOfItUsesUpItsWatch() {
    CompletableFuture<Hold> asked = waiting();
    world.zooKeeper.delay(ONE_WAY);
    String node = lastNode();
    world.zooKeeper.setData(node, new byte[] {1});
    world.zooKeeper.delete(node);
    releaseAndPass(ONE_WAY.multipliedBy(20));
    assertGrantedWithItsNode(asked);
  }

  @Test
  void aHolderLearnsItWithTheNextHeartbeatWhenTheWatchWasLost() {
    held = holder.lock(LINE).acquireAsync().join();
    world.of(holder).tearBehind(1); // exists own | check
    world.zooKeeper.advance(Duration.ofSeconds(2));
    assertThat(held.state()).isEqualTo(HoldState.HELD);
    world.zooKeeper.delete(lastNode());
    world.zooKeeper.advance(Duration.ofSeconds(2));
    assertThat(held.state()).isEqualTo(HoldState.LOST);
  }
}
