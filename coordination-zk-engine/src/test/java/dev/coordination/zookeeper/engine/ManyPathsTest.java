package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.ClaimedItem;
import dev.coordination.Codec;
import dev.coordination.DistributedQueue;
import dev.coordination.Hold;
import dev.coordination.LockingQueue;
import dev.coordination.support.AbstractDistributedQueue.FoundItem;
import dev.coordination.support.Deadline;
import dev.coordination.support.ScopedClient;
import dev.coordination.zookeeper.engine.sim.SimOptions;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a client keeps of the many paths and calls that it has done with. */
final class ManyPathsTest {

  private static final int MANY = 1_000;
  private static final Duration IDLE = Duration.ofSeconds(5);
  private static final Duration LONG_IDLE = Duration.ofMinutes(3);

  private final EngineWorld world =
      new EngineWorld(SimulatedZooKeeper.automatic(SimOptions.defaults()));
  private final ScopedClient client = world.connect("a");
  private final ScopedClient other = world.connect("b");

  @Test
  void countersThatNobodyChangesAnyMoreAreForgotten() {
    for (int i = 0; i < MANY; i++) {
      assertThat(client.counter("/n/" + i).increment()).isOne();
      assertThat(client.counter("/none/" + i).compareAndSet(1, 2)).isFalse();
    }
    world.zooKeeper.advance(IDLE);
    assertNothingKept();
    assertThat(client.counter("/n/0").increment()).isEqualTo(2);
  }

  @Test
  void aCounterInUseIsKept() {
    for (int i = 1; i < 100; i++) {
      assertThat(client.counter("/n").increment()).isEqualTo(i);
      world.zooKeeper.advance(Duration.ofMillis(500));
    }
    assertThat(kept()).isEqualTo(2); // the writer, and its part in the session
    assertThat(world.zooKeeper.children("/n-__marks__")).hasSize(1);
  }

  @Test
  void countersOfEarlierSessionsAreForgotten() {
    for (int i = 0; i < 10; i++) {
      client.counter("/n/" + i).increment();
      world.of(client).expireNow();
    }
    world.zooKeeper.advance(IDLE);
    assertNothingKept();
  }

  @Test
  void linesThatWereLeftAreForgotten() {
    for (int i = 0; i < MANY; i++) {
      Hold hold = client.lock("/line/" + i).acquireAsync().join();
      CompletableFuture<Hold> waiting = client.lock("/line/" + i).acquireAsync();
      waiting.cancel(false);
      hold.release();
      client.election("/line/" + i).onLeaderChange(Runnable::run, leader -> {}).close();
    }
    assertNothingKept();
  }

  @Test
  void contendersThatWereRemovedByHandAreForgotten() {
    for (int i = 0; i < 100; i++) {
      Hold hold = client.lock("/line").acquireAsync().join();
      CompletableFuture<Hold> waiting = client.lock("/line").acquireAsync();
      String last = world.zooKeeper.children("/line").get(1);
      world.zooKeeper.delete("/line/" + last);
      hold.release();
      waiting.join().release();
    }
    assertNothingKept();
  }

  @Test
  void callsThatEndedWhileThereWasNoLinkAreForgotten() {
    world.of(client).cutLink();
    for (int i = 0; i < MANY; i++) {
      client.lock("/line").acquireAsync().cancel(false);
      client.election("/line").onLeaderChange(Runnable::run, leader -> {}).close();
    }
    assertThat(kept()).isLessThan(200);
    world.of(client).restoreLink();
    assertNothingKept();
  }

  @Test
  void queuesThatNobodyUsesAnyMoreAreForgotten() {
    for (int i = 0; i < MANY; i++) {
      DistributedQueue<String> queue = client.queue("/q/" + i, Codec.utf8());
      queue.put("one");
      assertThat(queue.poll()).hasValue("one");
      assertThat(queue.poll()).isEmpty();
      queue.takeAsync().cancel(false);
      queue.put("left");
    }
    world.zooKeeper.advance(LONG_IDLE);
    assertNothingKept();
    assertThat(client.queue("/q/0", Codec.utf8()).poll()).hasValue("left");
  }

  @Test
  void lockingQueuesThatNobodyUsesAnyMoreAreForgotten() {
    for (int i = 0; i < MANY; i++) {
      LockingQueue<String> queue = client.lockingQueue("/l/" + i, Codec.utf8());
      queue.putAll(List.of("one", "left"));
      queue.poll().orElseThrow().consume();
      queue.poll().orElseThrow().release();
      queue.poll().orElseThrow().consume();
      waitInVain(queue);
    }
    world.zooKeeper.advance(LONG_IDLE);
    assertNothingKept();
    client.lockingQueue("/l/0", Codec.utf8()).put("one");
    assertThat(client.lockingQueue("/l/0", Codec.utf8()).poll()).isPresent();
  }

  private void waitInVain(LockingQueue<String> queue) {
    Deadline deadline = Deadline.after(client.backend().scheduler(), Duration.ofMillis(10));
    var wait = ((EngineLockingQueue<String>) queue).enqueue(deadline, Set.of());
    world.zooKeeper.advance(Duration.ofMillis(10));
    assertThat(wait.join()).isEmpty();
  }

  @Test
  void aQueueInUseIsKept() {
    LockingQueue<String> locking = client.lockingQueue("/l", Codec.utf8());
    locking.put("one");
    ClaimedItem<String> claimed = locking.poll().orElseThrow();
    CompletableFuture<String> taken = client.<String>queue("/q", Codec.utf8()).takeAsync();
    for (int i = 0; i < 10; i++) {
      world.zooKeeper.advance(LONG_IDLE);
    }
    client.queue("/q", Codec.utf8()).put("two");
    assertThat(taken).isCompletedWithValue("two");
    claimed.release();
    assertThat(locking.poll()).isPresent();
  }

  @Test
  void whoOnlyPutsDoesNotRememberWhat() {
    DistributedQueue<String> queue = client.queue("/q", Codec.utf8());
    assertThat(queue.poll()).isEmpty();
    for (int i = 0; i < 20; i++) {
      queue.putAll(Collections.nCopies(100, "one"));
      world.zooKeeper.advance(Duration.ofSeconds(10));
    }
    ItemReader reader = ((EngineClient) client.backend()).queues().at("/q");
    assertThat(reader.known().first(10_000)).hasSizeLessThan(1_500);
    assertThat(queue.size()).isEqualTo(2_000);
    assertThat(queue.poll()).hasValue("one");
  }

  @Test
  void anItemThatIsPassedOnLateIsPutBackOnClose() {
    EngineQueue<String> queue = (EngineQueue<String>) client.<String>queue("/q", Codec.utf8());
    queue.put("one");
    FoundItem found = queue.find(Deadline.NEVER).join().orElseThrow();
    assertThat(found.remove()).isCompletedWithValue(true);
    world.zooKeeper.advance(LONG_IDLE);
    assertNothingKept();
    found.passOn();
    client.close();
    assertThat(other.queue("/q", Codec.utf8()).poll()).hasValue("one");
  }

  @Test
  void queuesAndCountersAskedForWhileThereIsNoLinkAreForgotten() {
    ScopedClient hasty = world.connect("hasty", Duration.ofSeconds(1));
    world.of(hasty).cutLink();
    for (int i = 0; i < 300; i++) {
      var unused = hasty.counter("/n/" + i).incrementAsync();
      var unused2 = hasty.queue("/q/" + i).putAsync(new byte[0]);
      var unused3 = ((EngineLockingQueue<byte[]>) hasty.lockingQueue("/l/" + i)).attempt();
      hasty.queue("/q/" + i).takeAsync().cancel(false);
      world.zooKeeper.advance(Duration.ofMillis(100));
    }
    world.zooKeeper.advance(LONG_IDLE);
    for (int i = 0; i < 200; i++) {
      hasty.lock("/line").acquireAsync().cancel(false);
    }
    EngineClient engine = (EngineClient) hasty.backend();
    assertThat(engine.kept()).isLessThan(200);
    world.of(hasty).restoreLink();
    world.zooKeeper.advance(LONG_IDLE);
    assertThat(engine.kept()).isZero();
    assertThat(hasty.counter("/n/0").increment()).isOne();
    hasty.queue("/q/0").put(new byte[0]);
    assertThat(hasty.queue("/q/0").poll()).isPresent();
  }

  private void assertNothingKept() {
    assertThat(kept()).isZero();
    assertThat(world.of(client).watches()).isZero();
    assertThat(((EngineClient) other.backend()).kept()).isZero();
  }

  private int kept() {
    return ((EngineClient) client.backend()).kept();
  }
}
