package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coordination.DistributedCounter;
import dev.coordination.OutcomeUnknownException;
import dev.coordination.support.Await;
import dev.coordination.support.RecipeContext;
import dev.coordination.support.Scope;
import dev.coordination.support.ScopedClient;
import dev.coordination.zookeeper.engine.sim.RequestKind;
import dev.coordination.zookeeper.engine.sim.SimOptions;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a counter's writer takes for applied, and what not. */
final class CounterRecoveryTest {

  private static final Duration ONE_WAY = Duration.ofMillis(10);
  private static final String PATH = "/n";

  private final SimulatedZooKeeper zooKeeper = SimulatedZooKeeper.automatic(SimOptions.defaults());
  private final EngineWorld world = new EngineWorld(zooKeeper);
  private final ScopedClient a = world.connect("a");
  private final Scope scope = new Scope();
  private final DistributedCounter mine =
      a.backend().counter(new RecipeContext("a", PATH, PATH, scope), 0);
  private final DistributedCounter theirs = world.connect("b").counter(PATH);

  // A node made anew

  @Test
  void aNodeMadeAnewUpToTheSameVersionIsAnotherNode() {
    mine.increment();
    mine.increment(); // seen in version 1
    zooKeeper.delete(PATH);
    theirs.reset(100);
    theirs.increment();
    assertThat(zooKeeper.stat(PATH).orElseThrow().version()).isEqualTo(1);
    assertThat(mine.increment()).isEqualTo(102);
  }

  // The line beside it

  /** Nobody tells the first in line: it is not watched by the one that stands there. */
  @Test
  void whosePlaceInLineWasRemovedTakesAnotherOne() {
    mine.increment();
    theirs.increment();
    zooKeeper.delay(ONE_WAY);
    CompletableFuture<Long> asked = mine.incrementAsync();
    for (int i = 0; !removePlace(); i++) {
      assertThat(i).as("races until somebody gets in line").isLessThan(500);
      var unused = i % 5 == 0 ? theirs.incrementAsync() : null;
      zooKeeper.advance(Duration.ofMillis(1));
    }
    world.of(a).resetCounts();
    zooKeeper.advance(Duration.ofSeconds(3));
    assertThat(asked).isCompleted();
    assertThat(world.of(a).requests()).isLessThan(40);
  }

  private boolean removePlace() {
    String marks = Layout.marks(PATH);
    return zooKeeper.children(marks).stream()
            .filter(name -> name.contains("__lock__"))
            .peek(name -> zooKeeper.delete(marks + "/" + name))
            .count()
        > 0;
  }

  // A lost reply

  @Test
  void aNodeMadeAnewBehindALostReplyDoesNotHideThatItWasApplied() {
    mine.reset(1);
    mine.increment();
    zooKeeper.delay(ONE_WAY);
    world.of(a).dropWriteReply(1);
    CompletableFuture<Long> lost = mine.incrementAsync();
    zooKeeper.advance(ONE_WAY); // applied
    zooKeeper.delete(PATH);
    zooKeeper.create(PATH, text("2"));
    zooKeeper.advance(Duration.ofSeconds(3));
    assertThat(lost).isCompletedWithValue(3L);
    assertThat(value()).isEqualTo("2");
  }

  @Test
  void aMarkRemovedBySomebodyTellsNothing() {
    mine.reset(0);
    mine.increment();
    zooKeeper.delay(ONE_WAY);
    world.of(a).dropWriteReply(1);
    CompletableFuture<Long> lost = mine.incrementAsync();
    zooKeeper.advance(ONE_WAY.multipliedBy(4));
    String mark = Layout.marks(PATH) + "/" + zooKeeper.children(Layout.marks(PATH)).get(0);
    assertThat(value()).isEqualTo("2");
    zooKeeper.delete(mark);
    zooKeeper.advance(Duration.ofSeconds(3));
    assertThatThrownBy(() -> Await.uninterruptibly(lost))
        .isInstanceOf(OutcomeUnknownException.class);
    assertThat(value()).as("not applied again").isEqualTo("2");
    zooKeeper.delay(Duration.ZERO);
    assertThat(mine.increment()).isEqualTo(3);
  }

  /** A request can arrive behind the question what became of it, if servers are slow enough. */
  @Test
  void whatJoinedAWriteThatWasTakenForLostIsNotUnknownWithIt() {
    mine.reset(0);
    mine.increment();
    zooKeeper.delay(ONE_WAY);
    world.of(a).dropWriteRequest(1);
    CompletableFuture<Long> lost = mine.incrementAsync();
    zooKeeper.advance(ONE_WAY);
    CompletableFuture<Long> joined = mine.incrementAsync(100);
    String mark = Layout.marks(PATH) + "/" + zooKeeper.children(Layout.marks(PATH)).get(0);
    world.of(a).resetCounts();
    for (int i = 0; !world.of(a).counts().containsKey(RequestKind.MULTI); i++) {
      assertThat(i).as("ms until it is sent again").isLessThan(500);
      zooKeeper.advance(Duration.ofMillis(1));
    }
    zooKeeper.setData(mark, text("3")); // the number of the write that was lost
    zooKeeper.setData(PATH, text("2"));
    zooKeeper.advance(Duration.ofSeconds(3));
    assertThatThrownBy(() -> Await.uninterruptibly(lost))
        .isInstanceOf(OutcomeUnknownException.class);
    assertThat(joined).isCompletedWithValue(102L);
    assertThat(value()).isEqualTo("102");
  }

  // The end of the client, or view

  @Test
  void whatIsUnderWayAtTheEndReturnsItsValue() {
    mine.reset(0);
    mine.increment();
    zooKeeper.delay(ONE_WAY);
    CompletableFuture<Long> sent = mine.incrementAsync();
    CompletableFuture<Long> queued = mine.incrementAsync();
    zooKeeper.advance(Duration.ofMillis(1));
    CompletableFuture<@Nullable Void> closed = scope.close();
    assertThat(closed).as("waits for the outcome").isNotDone();
    zooKeeper.advance(ONE_WAY.multipliedBy(2));
    assertThat(closed).isDone();
    assertThat(sent).isCompletedWithValue(2L);
    assertThatThrownBy(() -> Await.uninterruptibly(queued))
        .isInstanceOf(IllegalStateException.class);
    zooKeeper.advance(Duration.ofSeconds(1));
    assertThat(value()).isEqualTo("2");
  }

  @Test
  void whatIsRefusedAtTheEndHasNoEffect() {
    mine.reset(0);
    mine.increment();
    theirs.increment();
    zooKeeper.delay(ONE_WAY);
    CompletableFuture<Long> sent = mine.incrementAsync(); // will lose the race
    zooKeeper.advance(Duration.ofMillis(1));
    CompletableFuture<@Nullable Void> closed = scope.close();
    zooKeeper.advance(Duration.ofSeconds(1));
    assertThat(closed).isDone();
    assertThatThrownBy(() -> Await.uninterruptibly(sent)).isInstanceOf(IllegalStateException.class);
    assertThat(value()).isEqualTo("2");
  }

  @Test
  void whatIsUnderWayWhenTheLinkBreaksAtTheEndIsUnknown() {
    mine.reset(0);
    mine.increment();
    zooKeeper.delay(ONE_WAY);
    CompletableFuture<Long> sent = mine.incrementAsync();
    zooKeeper.advance(ONE_WAY);
    CompletableFuture<@Nullable Void> closed = scope.close();
    world.of(a).cutLink();
    zooKeeper.advance(ONE_WAY.multipliedBy(2));
    assertThat(closed).as("does not wait for a link").isDone();
    assertThatThrownBy(() -> Await.uninterruptibly(sent))
        .isInstanceOf(OutcomeUnknownException.class);
    assertThat(value()).isEqualTo("2");
  }

  private String value() {
    return new String(zooKeeper.data(PATH).orElseThrow(), StandardCharsets.US_ASCII);
  }

  private static byte[] text(String value) {
    return value.getBytes(StandardCharsets.US_ASCII);
  }
}
