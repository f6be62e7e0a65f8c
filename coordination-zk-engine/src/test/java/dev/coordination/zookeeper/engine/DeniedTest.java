package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coordination.DistributedLock;
import dev.coordination.Hold;
import dev.coordination.NotPermittedException;
import dev.coordination.support.Deadline;
import dev.coordination.support.ScopedClient;
import dev.coordination.zookeeper.engine.sim.RequestKind;
import dev.coordination.zookeeper.engine.sim.SimOptions;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lines in which one may stand, but not look around. */
final class DeniedTest {

  private static final Duration ONE_WAY = Duration.ofMillis(10);

  private final EngineWorld world =
      new EngineWorld(SimulatedZooKeeper.automatic(SimOptions.defaults()));
  private final ScopedClient a = world.connect("a");
  private final DistributedLock lock = a.lock("/line");

  @BeforeEach
  void createLine() {
    world.zooKeeper.create("/line", new byte[0]);
  }

  @Test
  void aContenderThatMustNotSeeTheLineLeavesIt() {
    world.zooKeeper.denyReading("/line");
    assertNotPermitted(lock.acquireAsync());
    assertThatThrownBy(lock::tryAcquire).isInstanceOf(NotPermittedException.class);
    assertThatThrownBy(lock::contenders).isInstanceOf(NotPermittedException.class);
    assertThat(world.zooKeeper.children("/line")).isEmpty();
  }

  @Test
  void aContenderThatMustNotSeeTheOneAheadLeavesTheLine() {
    Hold hold = lock.acquireAsync().join();
    world.zooKeeper.denyReading("/line/" + world.zooKeeper.children("/line").get(0));
    assertNotPermitted(world.connect("b").lock("/line").acquireAsync());
    assertThat(world.zooKeeper.children("/line")).hasSize(1);
    assertThat(hold.isHeld()).isTrue();
  }

  /** It cannot be found again, but no further one is made in its place. */
  @Test
  void aContenderWhoseReplyWasLostAndThatCannotBeLookedForIsNotMadeAgain() {
    world.zooKeeper.denyReading("/line");
    world.of(a).resetCounts();
    world.of(a).dropWriteReply(1);
    assertNotPermitted(lock.acquireAsync());
    assertThat(world.of(a).counts().get(RequestKind.CREATE)).isEqualTo(1);
    a.close();
    assertThat(world.zooKeeper.children("/line")).isEmpty();
  }

  @Test
  void theLineIsLeftAtOnceWhenTheRefusalIsKnown() {
    world.zooKeeper.denyReading("/line");
    world.zooKeeper.delay(ONE_WAY);
    CompletableFuture<Hold> refused = lock.acquireAsync();
    world.zooKeeper.advance(ONE_WAY.multipliedBy(3));
    assertNotPermitted(refused);
    assertThat(world.zooKeeper.children("/line")).isEmpty();
  }

  @Test
  void aTakerThatMustNotClaimDoesNotAskForEver() {
    world.zooKeeper.create("/q", new byte[0]);
    world.zooKeeper.create(Layout.entries("/q"), new byte[0]);
    world.zooKeeper.denyCreating("/q");
    world.zooKeeper.delay(ONE_WAY);
    EngineLockingQueue<byte[]> queue = (EngineLockingQueue<byte[]>) a.lockingQueue("/q");
    var taken = queue.enqueue(Deadline.NEVER, Set.of()).asFuture(Runnable::run);
    world.zooKeeper.advance(Duration.ofSeconds(1));
    assertNotPermitted(taken);
    assertThat(world.zooKeeper.children(Layout.waiting("/q"))).isEmpty();
  }

  @Test
  void anAudienceThatMustNotSeeTheLineAsksNoMore() {
    world.zooKeeper.denyReading("/line");
    world.of(a).resetCounts();
    try (var audience = a.election("/line").onLeaderChange(Runnable::run, leader -> {})) {
      world.zooKeeper.advance(Duration.ofMinutes(1));
      assertThat(audience).isNotNull();
    }
    assertThat(world.of(a).counts().getOrDefault(RequestKind.GET_CHILDREN, 0)).isLessThan(3);
  }

  private static void assertNotPermitted(CompletableFuture<?> future) {
    assertThat(future)
        .failsWithin(0, TimeUnit.SECONDS)
        .withThrowableThat()
        .withCauseInstanceOf(NotPermittedException.class);
  }
}
