package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.ClaimedItem;
import dev.coordination.Codec;
import dev.coordination.Hold;
import dev.coordination.HoldState;
import dev.coordination.LockingQueue;
import dev.coordination.support.CounterText;
import dev.coordination.support.Deadline;
import dev.coordination.support.ScopedClient;
import dev.coordination.zookeeper.engine.sim.SimOptions;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Two requests are sent in one go, and the link breaks between them: the first is lost, and the
 * second goes to a server that lags, or arrives when all is over.
 */
final class TornPairsTest {

  private static final String LINE = "/line";
  private static final String NUMBER = "/n";
  private static final String QUEUE = "/q";
  private static final Duration ONE_WAY = Duration.ofMillis(10);
  private static final Duration A_SECOND = Duration.ofSeconds(1);

  private final EngineWorld world =
      new EngineWorld(SimulatedZooKeeper.automatic(SimOptions.defaults().withServers(2)));
  private final ScopedClient a = world.connect("a");
  private final ScopedClient b = world.connect("b");

  @BeforeEach
  void letTheOtherServerLag() {
    world.zooKeeper.create(LINE, new byte[0]);
    world.zooKeeper.create(NUMBER, CounterText.encode(0));
    world.zooKeeper.create(Layout.marks(NUMBER), new byte[0]);
    for (String path : List.of(QUEUE, Layout.marks(QUEUE), Layout.waiting(QUEUE))) {
      world.zooKeeper.create(path, Layout.NO_DATA);
    }
    world.zooKeeper.create(Layout.entries(QUEUE), Layout.NO_DATA);
    world.zooKeeper.create(Layout.taken(QUEUE), Layout.NO_DATA);
    world.zooKeeper.lag(true);
  }

  // A sync and the read behind it

  @Test
  void aCounterIsNotReadBehindALostSync() {
    assertThat(b.counter(NUMBER).incrementAsync().join()).isEqualTo(1);
    world.of(a).tearBehind(1);
    assertThat(a.counter(NUMBER).getAsync().join()).isEqualTo(1);
  }

  @Test
  void theOutcomeOfAnIncrementIsNotReadBehindALostSync() {
    world.zooKeeper.delay(ONE_WAY);
    world.of(a).dropWriteReply(1);
    world.of(a).tearBehind(5); // sync, get; set, get; sync | get
    CompletableFuture<Long> asked = a.counter(NUMBER).incrementAsync();
    world.zooKeeper.advance(A_SECOND);
    assertThat(asked.join()).isEqualTo(1);
    assertThat(number()).isEqualTo("1");
  }

  @Test
  void aCreateOfUnknownOutcomeIsNotLookedUpBehindALostSync() {
    world.zooKeeper.delay(ONE_WAY);
    world.of(a).dropWriteReply(1);
    world.of(a).tearBehind(3); // create, list; sync | list
    CompletableFuture<Hold> asked = a.lock(LINE).acquireAsync();
    world.zooKeeper.advance(A_SECOND);
    assertThat(world.zooKeeper.children(LINE)).hasSize(1);
    assertThat(asked.join().state()).isEqualTo(HoldState.HELD);
  }

  @Test
  void contendersAreNotListedBehindALostSync() {
    Hold hold = b.lock(LINE).acquireAsync().join();
    world.of(a).tearBehind(1);
    assertThat(a.lock(LINE).contenders()).containsExactly("b");
    assertThat(hold.isHeld()).isTrue();
  }

  @Test
  void aFollowerDoesNotBeginBehindALostSync() {
    Hold leadership = b.election(LINE).campaignAsync().join();
    List<Optional<String>> told = new ArrayList<>();
    world.of(a).tearBehind(1);
    var unused = a.election(LINE).onLeaderChange(Runnable::run, told::add);
    assertThat(told).containsExactly(Optional.of("b"));
    assertThat(leadership.isHeld()).isTrue();
  }

  // Queues

  @Test
  void aQueueIsNotEmptyBehindALostSync() {
    b.queue(QUEUE, Codec.utf8()).put("one");
    world.of(a).tearBehind(1);
    assertThat(a.queue(QUEUE, Codec.utf8()).poll()).hasValue("one");
  }

  @Test
  void aQueueIsNotCountedBehindALostSync() {
    b.queue(QUEUE, Codec.utf8()).put("one");
    world.of(a).tearBehind(1);
    assertThat(a.queue(QUEUE, Codec.utf8()).size()).isEqualTo(1);
  }

  @Test
  void theOutcomeOfAPutIsNotReadBehindALostSync() {
    world.of(a).dropWriteReply(1);
    world.of(a).tearBehind(2); // put; sync | get
    String name = a.queue(QUEUE, Codec.utf8()).putAsync("one").join();
    assertThat(world.zooKeeper.children(QUEUE)).containsExactly("entries", name, "taken");
  }

  @Test
  void theOutcomeOfAClaimIsNotReadBehindALostSync() {
    b.lockingQueue(QUEUE, Codec.utf8()).put("one");
    letTheOtherServerLagFromNowOn();
    world.zooKeeper.delay(ONE_WAY);
    world.of(a).dropWriteReply(1);
    world.of(a).tearBehind(6); // sync, list, list; claim, get; sync | get
    var claimed =
        ((EngineLockingQueue<String>) a.lockingQueue(QUEUE, Codec.utf8()))
            .enqueue(Deadline.NEVER, Set.of())
            .asFuture(Runnable::run);
    world.zooKeeper.advance(A_SECOND);
    assertThat(claimed).isCompleted();
    assertThat(claimed.join().value()).isEqualTo("one");
  }

  @Test
  void aReleaseIsNotRepeatedBehindALostSync() {
    LockingQueue<String> queue = a.lockingQueue(QUEUE, Codec.utf8());
    queue.put("one");
    ClaimedItem<String> held = queue.poll().orElseThrow();
    letTheOtherServerLagFromNowOn();
    var next =
        ((EngineLockingQueue<String>) b.lockingQueue(QUEUE, Codec.utf8()))
            .enqueue(Deadline.NEVER, Set.of())
            .asFuture(Runnable::run);
    world.of(a).dropWriteReply(1);
    world.of(a).tearBehind(2); // delete; sync | get
    held.release();
    world.zooKeeper.advance(A_SECOND);
    assertThat(next.join().state()).isEqualTo(HoldState.HELD);
  }

  private void letTheOtherServerLagFromNowOn() {
    world.zooKeeper.lag(false);
    world.zooKeeper.lag(true);
  }

  private String number() {
    return Layout.decode(world.zooKeeper.data(NUMBER).orElseThrow());
  }
}
