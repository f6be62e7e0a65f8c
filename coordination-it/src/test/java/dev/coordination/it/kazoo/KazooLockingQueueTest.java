package dev.coordination.it.kazoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coordination.ClaimedItem;
import dev.coordination.Codec;
import dev.coordination.HoldLostException;
import dev.coordination.HoldState;
import dev.coordination.LockingQueue;
import dev.coordination.it.Backend;
import dev.coordination.it.Bounded;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What one language has claimed the other leaves alone, until it is consumed or its claimant dies.
 */
class KazooLockingQueueTest extends KazooTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  private LockingQueue<String> queue(Backend backend) {
    return java(backend, "java").lockingQueue(path, Codec.utf8());
  }

  @ParameterizedTest
  @EnumSource
  void eachLeavesAloneWhatTheOtherClaimed(Backend backend) {
    var python = python();
    var queue = queue(backend);
    python.putIntoLockingQueue(path, 100, "one", "two");
    queue.put("urgent", 1);
    queue.put("three");

    var urgent = queue.poll().orElseThrow();
    assertThat(urgent.value()).isEqualTo("urgent");
    assertThat(urgent.priority()).isEqualTo(1);
    assertThat(Bounded.get(python.claim(path, LONG))).contains("one");
    var two = queue.poll().orElseThrow();
    assertThat(two.value()).isEqualTo("two");
    assertThat(python.holdsClaimed(path)).isTrue();
    assertThat(queue.size()).isEqualTo(4);

    urgent.consume();
    assertThat(python.consumeClaimed(path)).isTrue();
    assertThat(Bounded.get(python.claim(path, LONG))).contains("three");
    assertThat(queue.poll()).isEmpty();
    two.release();
    assertThat(python.releaseClaimed(path)).isTrue();
    assertThat(Bounded.get(python.takeFromLockingQueue(path, 2))).containsExactly("two", "three");
    assertThat(queue.size()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void eachClaimsWhatIsUrgentOfTheOtherFirst(Backend backend) {
    var python = python();
    var queue = queue(backend);
    python.putIntoLockingQueue(path, 100, "ordinary");
    python.putIntoLockingQueue(path, 5, "urgent");
    queue.put("most urgent", 1);

    assertThat(Bounded.get(python.claim(path, LONG))).contains("most urgent");
    var urgent = queue.poll().orElseThrow();
    assertThat(urgent.value()).isEqualTo("urgent");
    assertThat(urgent.priority()).isEqualTo(5);
    assertThat(queue.poll().orElseThrow().value()).isEqualTo("ordinary");
  }

  /** One of those who share a queue, with at most one claim. */
  private interface Side {
    void put(String item);

    Optional<String> claim();

    void release();

    void consume();
  }

  private Side inPython() {
    var python = python();
    return new Side() {
      @Override
      public void put(String item) {
        python.putIntoLockingQueue(path, 100, item);
      }

      @Override
      public Optional<String> claim() {
        return Bounded.get(python.claim(path, Duration.ZERO));
      }

      @Override
      public void release() {
        assertThat(python.releaseClaimed(path)).isTrue();
      }

      @Override
      public void consume() {
        assertThat(python.consumeClaimed(path)).isTrue();
      }
    };
  }

  private Side inJava(Backend backend) {
    var queue = queue(backend);
    var claims = new ArrayDeque<ClaimedItem<String>>();
    return new Side() {
      @Override
      public void put(String item) {
        queue.put(item);
      }

      @Override
      public Optional<String> claim() {
        var claim = queue.poll();
        claim.ifPresent(claims::add);
        return claim.map(ClaimedItem::value);
      }

      @Override
      public void release() {
        claims.remove().release();
      }

      @Override
      public void consume() {
        claims.remove().consume();
      }
    };
  }

  @Test
  void whatOneOfThreeHasClaimedTheOthersDoNotSee() {
    var sides = List.of(inPython(), inJava(Backend.RAW), inJava(Backend.CURATOR));
    for (int round = 0; round < 2 * sides.size(); round++) {
      int step = 1 + round / sides.size();
      var producer = sides.get(round % 3);
      var first = sides.get((round + step) % 3);
      var second = sides.get((round + 2 * step) % 3);
      var item = "item " + round;
      producer.put(item);
      assertThat(first.claim()).contains(item);
      assertThat(List.of(producer, second)).allSatisfy(s -> assertThat(s.claim()).isEmpty());
      assertThat(queue(Backend.RAW).size()).as("with what is claimed").isOne();

      first.release();
      assertThat(second.claim()).contains(item);
      assertThat(List.of(producer, first)).allSatisfy(s -> assertThat(s.claim()).isEmpty());

      second.consume();
      assertThat(sides).allSatisfy(side -> assertThat(side.claim()).isEmpty());
      assertThat(queue(Backend.CURATOR).size()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void javaWaitsForWhatPythonPutsAndGivesBack(Backend backend) throws InterruptedException {
    var python = python();
    var queue = queue(backend);
    var waiting = startTake(queue);
    python.putIntoLockingQueue(path, 100, "größer als 世界");
    try (var item = Bounded.get(waiting)) {
      assertThat(item.value()).isEqualTo("größer als 世界");
    }
    assertThat(Bounded.get(python.claim(path, LONG))).contains("größer als 世界");
    var again = startTake(queue);
    assertThat(python.releaseClaimed(path)).isTrue();
    Bounded.get(again).consume();
    assertThat(queue.size()).isZero();
  }

  /** Returns when Java waits: it is alone in line, and there is nothing that it could take. */
  private Future<ClaimedItem<String>> startTake(LockingQueue<String> queue) {
    assertThat(onlooker.awaitInLine(path + "-__wait__", 0)).isEmpty();
    var taking = Bounded.start(queue::take);
    assertThat(onlooker.awaitInLine(path + "-__wait__", 1)).hasSize(1);
    assertThat(taking.isDone()).isFalse();
    return taking;
  }

  /** Returns when Python, which has never claimed before, waits: it has seen what is taken. */
  private CompletableFuture<Optional<String>> startClaim(KazooClient python) {
    var claiming = python.claim(path, LONG);
    python.awaitWatch(path + "/taken");
    assertThat(claiming).isNotDone();
    return claiming;
  }

  @ParameterizedTest
  @EnumSource
  void pythonWaitsForWhatJavaPutsAndGivesBack(Backend backend) {
    var pythons = pythons(2);
    var queue = queue(backend);
    var waiting = startClaim(pythons.get(0));
    queue.putAll(List.of("one", "two"));
    assertThat(Bounded.get(waiting)).contains("one");
    var two = queue.poll().orElseThrow();
    assertThat(pythons.get(0).consumeClaimed(path)).isTrue();
    var again = startClaim(pythons.get(1));
    two.release();
    assertThat(Bounded.get(again)).contains("two");
    assertThat(pythons.get(1).consumeClaimed(path)).isTrue();
    assertThat(queue.size()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void whatADeadPythonHadClaimedComesToJava(Backend backend) {
    var python = python(SHORT_SESSION);
    var queue = queue(backend);
    queue.putAll(List.of("one", "two"));
    assertThat(Bounded.get(python.claim(path, LONG))).contains("one");
    var two = queue.poll().orElseThrow();
    assertThat(two.value()).isEqualTo("two");
    var waiting = startTake(queue);

    python.kill();

    var one = Bounded.get(waiting);
    assertThat(one.value()).as("in its old place").isEqualTo("one");
    one.consume();
    two.consume();
    assertThat(queue.size()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void whatADeadJavaHadClaimedComesToPython(Backend backend) {
    var mortal = mortalJava(backend, "java");
    LockingQueue<String> queue = mortal.client().lockingQueue(path, Codec.utf8());
    queue.put("one");
    ClaimedItem<String> claim = queue.poll().orElseThrow();
    var python = python();
    var waiting = startClaim(python);

    mortal.expireByTime();

    assertThat(Bounded.get(waiting)).contains("one");
    assertThat(claim.state()).isEqualTo(HoldState.LOST);
    assertThatThrownBy(claim::consume).isInstanceOf(HoldLostException.class);
    assertThat(python.consumeClaimed(path)).isTrue();
  }

  /** Neither looks at what became of its transaction. */
  @ParameterizedTest
  @EnumSource
  void pythonIsNotToldThatItsBatchOrItsConsumptionFailed(Backend backend) throws Exception {
    var python = python();
    var queue = queue(backend);
    python.putIntoLockingQueue(path, 100, "one");
    assertThat(Bounded.get(python.claim(path, LONG))).contains("one");
    for (var entry : onlooker.awaitInLine(path + "/entries", 1)) {
      onlooker.client().delete(path + "/entries/" + entry, -1);
    }
    assertThat(python.consumeClaimed(path)).as("of nothing").isTrue();
    assertThat(onlooker.awaitInLine(path + "/taken", 1)).as("its claim").hasSize(1);
    onlooker.client().delete(path + "/entries", -1);

    python.putIntoLockingQueue(path, 100, "two", "three");

    assertThat(queue.size()).as("of Python's batch").isZero();
    assertThat(queue.poll()).isEmpty();
    queue.putAll(List.of("four", "five"));
    assertThat(queue.size()).as("of Java's batch").isEqualTo(2);
  }

  /** A claim that is gone stays with kazoo's object for ever, whoever has the item by then. */
  @ParameterizedTest
  @EnumSource
  void anObjectOfPythonKeepsAClaimThatIsGone(Backend backend) throws Exception {
    var python = python();
    var queue = queue(backend);
    queue.putAll(List.of("one", "two"));
    assertThat(Bounded.get(python.claim(path, LONG))).contains("one");
    for (var claim : onlooker.awaitInLine(path + "/taken", 1)) {
      onlooker.client().delete(path + "/taken/" + claim, -1);
    }
    var one = queue.poll().orElseThrow();
    assertThat(one.value()).isEqualTo("one");

    assertThat(Bounded.get(python.claim(path, LONG))).as("while Java has it").contains("one");
    assertThat(python.holdsClaimed(path)).as("asked of the server").isFalse();
    assertThat(python.consumeClaimed(path)).isFalse();
    one.consume();
    assertThat(Bounded.get(python.claim(path, LONG))).as("after it was consumed").contains("one");
    assertThatThrownBy(() -> python.consumeClaimed(path)).hasStackTraceContaining("NoNodeError");
    assertThat(queue.poll().orElseThrow().value()).isEqualTo("two");
  }
}
