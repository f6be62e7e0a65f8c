package dev.coordination.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.ClaimedItem;
import dev.coordination.CoordinationException;
import dev.coordination.HoldLostException;
import dev.coordination.ItemHandler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The rules LQUEUE-11 to LQUEUE-13: the loop of {@code consume(handler)}. */
abstract class ConsumeLoopRules extends ClaimFaultRules {

  private final List<String> handled = new CopyOnWriteArrayList<>();

  private Call<@Nullable Void> consume(Actor actor, ItemHandler<String> handler) {
    return consume(actor, handler, (item, failure) -> {});
  }

  private Call<@Nullable Void> consume(
      Actor actor,
      ItemHandler<String> handler,
      BiConsumer<ClaimedItem<String>, Throwable> onError) {
    return actor.<@Nullable Void>start(
        "consumes",
        () -> {
          queue(actor)
              .consume(
                  item -> {
                    handled.add(item.value());
                    handler.handle(item);
                  },
                  onError);
          return null;
        });
  }

  private void becomesHandled(String... values) {
    eventually(() -> "handled " + handled, () -> handled.equals(List.of(values)));
  }

  private void becomesEmpty() {
    eventually(() -> "left: " + storedTexts(), () -> stored().isEmpty());
  }

  private static void poison(ClaimedItem<String> item) {
    if (item.value().startsWith("bad")) {
      throw new IllegalArgumentException(item.value());
    }
  }

  @Rule("LQUEUE-11")
  @Test
  void theLoopHandlesAndConsumesUntilItIsInterrupted() {
    Actor a = connect("A");
    Actor b = connect("B");
    put(a, "one");
    put(a, "two");
    List<Thread> threads = new CopyOnWriteArrayList<>();
    Call<?> loop = consume(b, item -> threads.add(Thread.currentThread()));
    becomesHandled("one", "two");
    becomesEmpty();
    put(a, "three");
    becomesHandled("one", "two", "three");
    becomesEmpty();
    assertEquals(List.of(loop.thread()), threads.stream().distinct().toList());
    waits(loop);
    loop.interrupt();
    endsAtOnce(loop);
    assertInstanceOf(InterruptedException.class, loop.failure());
  }

  @Rule("LQUEUE-11")
  @Test
  void anInterruptOfTheHandlerEndsTheLoop() {
    Actor a = connect("A");
    put(a, "one");
    put(a, "two");
    Call<?> loop =
        consume(
            a,
            item -> {
              throw new InterruptedException("handler");
            });
    assertInstanceOf(InterruptedException.class, a.failure(loop));
    assertEquals(List.of("one"), handled);
    assertEquals(List.of("one", "two"), storedTexts());
    becomesFree("one");
  }

  @Rule({"LQUEUE-11", "LQUEUE-08"})
  @Test
  void anErrorOfTheHandlerEndsTheLoop() {
    Actor a = connect("A");
    put(a, "one");
    AssertionError error = new AssertionError("handler");
    Call<?> loop =
        consume(
            a,
            item -> {
              throw error;
            });
    assertSame(error, a.failure(loop));
    assertEquals(0, claimOn("one"), "given back before the error is thrown");
  }

  @Rule({"LQUEUE-11", "CLIENT-05"})
  @Test
  void closeEndsTheLoop() {
    Actor a = connect("A");
    Call<?> loop = consume(a, item -> {});
    waits(loop);
    a.run("closes", a.client()::close);
    assertInstanceOf(IllegalStateException.class, a.failure(loop));
    assertInstanceOf(IllegalStateException.class, a.failure(consume(a, item -> {})));
  }

  @SuppressWarnings({"NullAway", "DataFlowIssue"}) // which is what is refused here
  @Rule({"LQUEUE-11", "ERR-02"})
  @Test
  void theLoopNeedsItsHandlers() {
    Actor a = connect("A");
    put(a, "one");
    Call<?> noHandler = a.start("consumes", () -> loop(a, null, (item, failure) -> {}));
    assertInstanceOf(NullPointerException.class, a.failure(noHandler));
    Call<?> noErrorHandler = a.start("consumes", () -> loop(a, item -> {}, null));
    assertInstanceOf(NullPointerException.class, a.failure(noErrorHandler));
    assertEquals(List.of("one"), storedTexts());
  }

  private boolean loop(
      Actor actor, ItemHandler<String> handler, BiConsumer<ClaimedItem<String>, Throwable> onError)
      throws InterruptedException {
    queue(actor).consume(handler, onError);
    return true;
  }

  @Rule("LQUEUE-11")
  @Test
  void theHandlerMayConsumeOrReleaseItself() {
    Actor a = connect("A");
    put(a, "one");
    put(a, "two");
    Call<?> loop =
        consume(
            a,
            item -> {
              if (item.value().equals("one")) {
                item.consume();
              } else if (handled.size() < 3) {
                item.release();
              }
            });
    becomesHandled("one", "two", "two"); // the second time after a second
    becomesEmpty();
    loop.interrupt();
  }

  @Rule("LQUEUE-12")
  @Test
  void aPoisonItemStopsNoOther() {
    Actor a = connect("A");
    put(a, "bad");
    put(a, "one");
    put(a, "two");
    Call<?> loop = consume(connect("B"), ConsumeLoopRules::poison);
    becomesHandled("bad", "one", "two");
    eventually(() -> "left: " + storedTexts(), () -> storedTexts().equals(List.of("bad")));
    becomesFree("bad");
    put(a, "three"); // during the pause
    becomesHandled("bad", "one", "two", "three");
    loop.interrupt();
    assertInstanceOf(InterruptedException.class, a.failure(loop));
    assertEquals(List.of("bad"), storedTexts());
  }

  @Rule("LQUEUE-12")
  @Test
  void aPoisonItemIsTriedAgainAfterGrowingPauses() {
    Actor a = connect("A");
    put(a, "bad");
    List<Duration> tries = new CopyOnWriteArrayList<>();
    Call<?> loop =
        consume(
            a,
            item -> {
              tries.add(stage().now());
              poison(item);
            });
    int times = harness().virtualTime() ? 9 : 3;
    for (int i = 1; i <= times; i++) {
      int seen = i;
      stage().within(Duration.ofSeconds(70), () -> "tries: " + tries, () -> tries.size() >= seen);
    }
    loop.interrupt();
    assertInstanceOf(InterruptedException.class, a.failure(loop));
    for (int i = 1; i < tries.size(); i++) {
      // This test's clock is read when a step of it has ended.
      Duration pause = tries.get(i).minus(tries.get(i - 1)).plus(session(0.05));
      Duration least = Duration.ofSeconds(Math.min(60, 1L << (i - 1)));
      int number = i;
      assertTrue(pause.compareTo(least) >= 0, () -> "pause " + number + " of " + tries);
    }
  }

  @Rule({"LQUEUE-12", "LQUEUE-13"})
  @Test
  void theErrorHandlerIsToldWhileTheItemIsClaimed() {
    Actor a = connect("A");
    put(a, "bad");
    put(a, "one");
    List<String> told = new CopyOnWriteArrayList<>();
    Call<?> loop =
        consume(
            a,
            ConsumeLoopRules::poison,
            (item, failure) -> {
              told.add(
                  "%s %s %s %s"
                      .formatted(
                          item.value(),
                          item.isHeld(),
                          failure.getMessage(),
                          Thread.currentThread().getName().contains("consumes")));
              item.consume();
            });
    becomesHandled("bad", "one");
    becomesEmpty();
    assertEquals(List.of("bad true bad true"), told);
    loop.interrupt();
  }

  @Rule("LQUEUE-13")
  @Test
  void whatTheErrorHandlerThrowsChangesNothing() {
    Actor a = connect("A");
    put(a, "bad");
    put(a, "bad too");
    put(a, "one");
    Call<?> loop =
        consume(
            a,
            ConsumeLoopRules::poison,
            (item, failure) -> {
              if (item.value().equals("bad")) {
                throw new IllegalStateException("error handler");
              }
              throw new AssertionError("error handler");
            });
    becomesHandled("bad", "bad too", "one");
    becomesFree("bad too");
    waits(loop);
    loop.interrupt();
  }

  @Rule({"LQUEUE-13", "LQUEUE-05", "LQUEUE-11"})
  @Requires(Capability.DELETE_BY_HAND)
  @Test
  void aLostClaimIsToldAndTheLoopGoesOn() {
    Actor a = connect("A");
    put(a, "one");
    put(a, "two");
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    Call<?> loop =
        consume(
            a,
            item -> {
              if (handled.size() == 1) {
                deleteClaim(item);
              }
            },
            (item, failure) -> failures.add(failure));
    becomesHandled("one", "two", "one");
    becomesEmpty();
    assertEquals(1, failures.size());
    assertInstanceOf(HoldLostException.class, failures.get(0));
    loop.interrupt();
  }

  @Rule({"LQUEUE-11", "LQUEUE-10", "LQUEUE-13"})
  @Test
  void whatCannotBeDecodedIsTheHandlersFailure() {
    Actor a = connect("A");
    put(a, "bad");
    put(a, "one");
    IllegalStateException thrown = new IllegalStateException("codec");
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    Call<@Nullable Void> loop =
        a.<@Nullable Void>start(
            "consumes",
            () -> {
              a.client()
                  .lockingQueue(path("queue"), FaultyCodec.decoding("bad", thrown))
                  .consume(
                      item -> handled.add(item.value()),
                      (item, failure) -> {
                        failures.add(failure);
                        item.consume();
                      });
              return null;
            });
    becomesHandled("one");
    becomesEmpty();
    assertEquals(List.of(thrown), failures);
    loop.interrupt();
  }

  @Rule({"LQUEUE-11", "LQUEUE-12"})
  @Requires(Capability.EXPIRE_NOW)
  @Test
  void theLoopOutlivesItsSession() {
    Actor a = connect("A");
    Actor b = connect("B");
    List<CoordinationException> failures = new CopyOnWriteArrayList<>();
    Call<?> loop =
        consume(b, item -> {}, (item, failure) -> failures.add((CoordinationException) failure));
    put(a, "one");
    becomesHandled("one");
    becomesEmpty();
    renewSession(b);
    put(a, "two");
    becomesEmpty();
    waits(loop);
    loop.interrupt();
    assertEquals(List.of(), failures);
  }
}
