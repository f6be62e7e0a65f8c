package dev.coordination.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coordination.ClaimedItem;
import dev.coordination.HoldLostException;
import dev.coordination.HoldState;
import dev.coordination.ItemHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** The loop over a scripted queue, whose end is told by {@link InterruptedException}. */
class ConsumeLoopTest {

  /** Items that are there, in their order; what is given back keeps its place. */
  private final List<ScriptedClaim> queue = new ArrayList<>();

  private final List<String> log = new ArrayList<>();
  private final ManualScheduler clock = new ManualScheduler();
  private int takesLeft = 100;

  private Optional<ClaimedItem<String>> take(Set<String> avoided, Duration timeout)
      throws InterruptedException {
    if (takesLeft-- == 0 || (timeout.compareTo(Duration.ofMinutes(1)) > 0 && queue.isEmpty())) {
      throw new InterruptedException();
    }
    for (int i = 0; i < queue.size(); i++) {
      ScriptedClaim next = queue.get(i);
      if (!avoided.contains(next.id())) {
        ScriptedClaim claim = next.again(this::consumed);
        queue.set(i, claim);
        log.add("take " + claim.id());
        return Optional.of(claim);
      }
    }
    log.add("pause " + timeout.toSeconds());
    return Optional.empty();
  }

  private void consumed(ScriptedClaim claim) {
    queue.removeIf(item -> item.id().equals(claim.id()));
    log.add("consumed " + claim.id());
  }

  private void put(String... ids) {
    for (String id : ids) {
      queue.add(new ScriptedClaim(id));
    }
  }

  private void run(ItemHandler<String> handler) {
    run(handler, (item, failure) -> log.add("error " + item.value()));
  }

  private void run(
      ItemHandler<String> handler, BiConsumer<ClaimedItem<String>, Throwable> onError) {
    assertThatThrownBy(() -> new ConsumeLoop<>(clock, this::take, handler, onError).run())
        .isInstanceOf(InterruptedException.class);
  }

  private static void poison(ClaimedItem<String> item) {
    if (item.value().startsWith("bad")) {
      throw new IllegalArgumentException(item.value());
    }
  }

  @Test
  void consumesEachInItsTurn() {
    put("a", "b");
    run(item -> {});
    assertThat(log).containsExactly("take a", "consumed a", "take b", "consumed b");
  }

  @Test
  void anItemThatFailsStopsNoOther() {
    put("bad", "a", "b");
    takesLeft = 6;
    run(ConsumeLoopTest::poison);
    assertThat(log)
        .containsExactly(
            "take bad",
            "error bad",
            "take a",
            "consumed a",
            "take b",
            "consumed b",
            "pause 1",
            "take bad",
            "error bad",
            "pause 2");
  }

  @Test
  void eachPauseIsTwiceAsLongUpToAMinute() {
    put("bad");
    takesLeft = 18;
    run(ConsumeLoopTest::poison);
    assertThat(log.stream().filter(line -> line.startsWith("pause")))
        .containsExactly(
            "pause 1",
            "pause 2",
            "pause 4",
            "pause 8",
            "pause 16",
            "pause 32",
            "pause 60",
            "pause 60",
            "pause 60");
  }

  @Test
  void aSuccessMakesThePauseShortAgain() {
    put("bad");
    takesLeft = 6;
    run(
        item -> {
          if (takesLeft == 3) {
            put("a");
          }
          poison(item);
        });
    assertThat(log).containsSubsequence("pause 1", "consumed a", "pause 1");
  }

  @Test
  void whateverTheHandlerThrowsIsReported() {
    put("a");
    takesLeft = 1;
    run(
        item -> {
          throw ConsumeLoopTest.<RuntimeException>sneaky(new java.io.IOException("undeclared"));
        });
    assertThat(log).containsExactly("take a", "error a");
    assertThat(queue.get(0).state()).isEqualTo(HoldState.RELEASED);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <X extends Throwable> X sneaky(Throwable thrown) throws X {
    throw (X) thrown;
  }

  @Test
  void whatTheErrorHandlerThrowsChangesNothing() {
    put("bad", "bad too", "a");
    takesLeft = 3;
    run(
        ConsumeLoopTest::poison,
        (item, failure) -> {
          if (item.value().equals("bad")) {
            throw new IllegalStateException("the error handler's");
          }
          throw new AssertionError("the error handler's");
        });
    assertThat(log).containsExactly("take bad", "take bad too", "take a", "consumed a");
    assertThat(queue).extracting(ScriptedClaim::state).containsOnly(HoldState.RELEASED);
  }

  @Test
  void theErrorHandlerMayConsume() {
    put("bad", "a");
    run(ConsumeLoopTest::poison, (item, failure) -> item.consume());
    assertThat(log).containsExactly("take bad", "consumed bad", "take a", "consumed a");
  }

  @Test
  void theHandlerMayConsumeOrRelease() {
    put("a", "b");
    takesLeft = 3;
    run(
        item -> {
          if (item.value().equals("a")) {
            item.consume();
          } else {
            item.release();
          }
        });
    assertThat(log).containsExactly("take a", "consumed a", "take b", "pause 1");
  }

  @Test
  void anErrorEndsTheLoopAfterTheItemWasGivenBack() {
    put("a");
    AssertionError error = new AssertionError("broken");
    assertThatThrownBy(
            () ->
                new ConsumeLoop<>(
                        clock,
                        this::take,
                        item -> {
                          throw error;
                        },
                        (item, failure) -> log.add("error"))
                    .run())
        .isSameAs(error);
    assertThat(log).containsExactly("take a");
    assertThat(queue.get(0).state()).isEqualTo(HoldState.RELEASED);
  }

  @Test
  void anInterruptOfTheHandlerEndsTheLoop() {
    put("a", "b");
    run(
        item -> {
          throw new InterruptedException();
        });
    assertThat(log).containsExactly("take a");
    assertThat(queue.get(0).state()).isEqualTo(HoldState.RELEASED);
  }

  @Test
  void aLostClaimIsReportedAndTheLoopGoesOn() {
    put("a", "b");
    takesLeft = 2;
    List<Throwable> failures = new ArrayList<>();
    run(
        item -> {
          if (item.value().equals("a")) {
            ((ScriptedClaim) item).lose();
          }
        },
        (item, failure) -> failures.add(failure));
    assertThat(failures).hasOnlyElementsOfType(HoldLostException.class).hasSize(1);
    assertThat(log).containsExactly("take a", "take b", "consumed b");
  }

  @Test
  void everyItemIsSeenThoughManyFail() {
    for (int i = 0; i < 10; i++) {
      put("bad" + i, "good" + i);
    }
    takesLeft = 21;
    Set<String> seen = new TreeSet<>();
    run(
        item -> {
          seen.add(item.value());
          poison(item);
        });
    assertThat(seen).hasSize(20);
    assertThat(queue).hasSize(10);
  }

  // ---- others keep coming

  private final List<Integer> avoidedAtOnce = new ArrayList<>();

  /** Before each take a good item is put; each take a second long. */
  private void runUnderSteadyTraffic(int takes) {
    ConsumeLoop.Source<String> source =
        (avoided, timeout) -> {
          avoidedAtOnce.add(avoided.size());
          put("good" + takesLeft);
          clock.advance(Duration.ofSeconds(1));
          return take(avoided, timeout);
        };
    takesLeft = takes;
    BiConsumer<ClaimedItem<String>, Throwable> ignored = (item, failure) -> {};
    assertThatThrownBy(
            () -> new ConsumeLoop<>(clock, source, ConsumeLoopTest::poison, ignored).run())
        .isInstanceOf(InterruptedException.class);
  }

  private long taken(String prefix) {
    return log.stream().filter(line -> line.startsWith("take " + prefix)).count();
  }

  @Test
  void aPoisonItemIsTriedAgainEachMinuteWhileOthersKeepComing() {
    put("bad");
    runUnderSteadyTraffic(305);
    assertThat(log).noneMatch(line -> line.startsWith("pause"));
    assertThat(taken("bad")).isBetween(4L, 6L);
    assertThat(taken("good")).isGreaterThan(295);
  }

  @Test
  void manyPoisonItemsLeaveEverySecondTurnToTheOthers() {
    for (int i = 0; i < 200; i++) {
      put("bad" + i);
    }
    runUnderSteadyTraffic(1_000);
    List<String> later = log.stream().filter(line -> line.startsWith("take")).toList();
    later = later.subList(400, later.size());
    assertThat(later).anyMatch(line -> line.startsWith("take bad"));
    for (int i = 1; i < later.size(); i++) {
      assertThat(later.subList(i - 1, i + 1)).anyMatch(line -> line.startsWith("take good"));
    }
  }

  @Test
  void whatSomebodyElseHasConsumedMeanwhileIsForgotten() {
    ConsumeLoop.Source<String> source =
        (avoided, timeout) -> {
          avoidedAtOnce.add(avoided.size());
          queue.clear(); // somebody else can handle it
          put("bad" + takesLeft);
          clock.advance(Duration.ofSeconds(1));
          return take(avoided, timeout);
        };
    takesLeft = 1_000;
    BiConsumer<ClaimedItem<String>, Throwable> ignored = (item, failure) -> {};
    assertThatThrownBy(
            () -> new ConsumeLoop<>(clock, source, ConsumeLoopTest::poison, ignored).run())
        .isInstanceOf(InterruptedException.class);
    assertThat(avoidedAtOnce).hasSize(1_001).allMatch(size -> size <= 61);
  }
}
