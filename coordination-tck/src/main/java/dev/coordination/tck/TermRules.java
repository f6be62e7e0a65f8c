package dev.coordination.tck;

import static dev.coordination.tck.HoldRecipe.ELECTION;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.coordination.Hold;
import dev.coordination.HoldLostException;
import dev.coordination.HoldState;
import dev.coordination.LeaderElection;
import dev.coordination.LeaderTask;
import dev.coordination.Leadership;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The rules ELECT-03 to ELECT-08: what a leader does while it leads. */
abstract class TermRules extends TckTest {

  final LeaderElection election(Actor actor) {
    return actor.client().election(path("line"));
  }

  @Rule("ELECT-03")
  @Test
  void runLeadsInTheCallersThread() {
    Line line = line(ELECTION);
    Actor a = connect("A");
    AtomicReference<@Nullable Leadership> seen = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>();
    Call<String> run =
        a.start(
            "runs",
            () ->
                election(a)
                    .run(
                        leadership -> {
                          seen.set(line.report(a, leadership));
                          threads.add(Thread.currentThread());
                          assertEquals(HoldState.HELD, leadership.state());
                          return "result of " + election(a).leader().orElseThrow();
                        }));
    assertEquals("result of A", await(run));
    assertEquals(List.of(run.thread()), threads, "the task runs once, in the caller's thread");
    assertReleased(seen.get());
    @SuppressWarnings("NullAway") // it does not know yet that a type argument may be nullable
    LeaderTask<@Nullable Object, RuntimeException> nothing = leadership -> null;
    assertNull(a.<@Nullable Object>call("runs", () -> election(a).run(nothing)));
    line.take(connect("B"));
  }

  private static void assertReleased(@Nullable Hold hold) {
    assertEquals(HoldState.RELEASED, hold == null ? null : hold.state());
  }

  @Rule("ELECT-04")
  @Test
  void aTaskThatThrowsResignsFirst() {
    Line line = line(ELECTION);
    Actor a = connect("A");
    Actor b = connect("B");
    List<Throwable> failures =
        List.of(
            new IOException("checked"),
            new IllegalArgumentException("unchecked"),
            new StackOverflowError("an error"),
            new InterruptedException("of the task's own"));
    for (Throwable failure : failures) {
      AtomicReference<@Nullable Leadership> seen = new AtomicReference<>();
      Call<Object> run =
          a.start(
              "runs",
              () ->
                  election(a)
                      .run(
                          leadership -> {
                            seen.set(leadership);
                            throw TermRules.<Exception>sneak(failure);
                          }));
      assertSame(failure, a.failure(run));
      assertReleased(seen.get());
      b.release(line.take(b));
    }
  }

  /** Throws anything where only exceptions of one type may be thrown. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <X extends Throwable> X sneak(Throwable any) throws X {
    throw (X) any;
  }

  @Rule({"ELECT-05", "ELECT-06"})
  @Requires(Capability.EXPIRE_NOW)
  @Test
  void aDeposedLeaderIsInterruptedOnceAndTold() {
    Line line = line(ELECTION);
    Actor a = connect("A");
    CompletableFuture<Void> finish = new CompletableFuture<>();
    Recorder<String> events = new Recorder<>();
    Call<String> run =
        a.start(
            "runs",
            () -> {
              try {
                return election(a)
                    .run(
                        leadership -> {
                          events.accept("leads");
                          awaitInterrupt(events);
                          finish.join(); // would keep a second interrupt as the status
                          events.accept("status " + Thread.currentThread().isInterrupted());
                          return "outcome";
                        });
              } finally {
                events.accept("after " + Thread.currentThread().isInterrupted());
              }
            });
    eventually(events::toString, () -> events.wasTold("leads"));
    Call<Hold> next = line.enqueue(connect("B"));
    a.expireNow();
    eventually(events::toString, () -> events.wasTold("interrupted"));
    line.isHeld(line.granted(next));
    never(() -> "run returned before its task", run::isDone);
    finish.complete(null);
    var lost = assertInstanceOf(HoldLostException.class, a.failure(run));
    assertEquals(Optional.of("outcome"), lost.outcome());
    assertEquals(List.of("leads", "interrupted", "status false", "after false"), events.told());
  }

  private static void awaitInterrupt(Recorder<String> events) {
    try {
      new CompletableFuture<>().get();
    } catch (InterruptedException e) {
      events.accept("interrupted");
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  /** In kazoo nobody tells it: it goes on, believing that it leads, beside the one that does. */
  @Rule({"ELECT-05", "ELECT-02", "LOCK-07"})
  @Requires(Capability.CUT_LINK)
  @Test
  void aLeaderThatIsCutOffIsToldToStopWhileItIsCutOff() {
    Line line = line(ELECTION);
    Actor a = connect("A");
    Recorder<String> events = new Recorder<>();
    Call<String> run =
        a.start(
            "runs",
            () ->
                election(a)
                    .run(
                        leadership -> { // not reported to the line: its judge would ask the hold
                          events.accept("leads " + stage().own(a, leadership).isHeld());
                          awaitInterrupt(events);
                          return "leads " + leadership.isHeld();
                        }));
    eventually(() -> "A does not lead", () -> events.wasTold("leads true"));
    Call<Hold> next = line.enqueue(connect("B"));
    a.cutLink();
    var lost = assertInstanceOf(HoldLostException.class, a.failure(run));
    assertEquals(Optional.of("leads false"), lost.outcome());
    assertEquals(List.of("leads true", "interrupted"), events.told());
    stage().within(session(1).plus(stage().promptly()), next::describe, next::isDone);
    line.isHeld(line.granted(next));
  }

  @Rule("ELECT-05")
  @Requires(Capability.EXPIRE_NOW)
  @Test
  void whatADeposedLeaderThrowsIsKept() {
    Line line = line(ELECTION);
    Actor a = connect("A");
    Recorder<String> events = new Recorder<>();
    IOException own = new IOException("in the middle of it");
    Call<Object> run =
        a.start(
            "runs",
            () ->
                election(a)
                    .run(
                        leadership -> {
                          events.accept("leads");
                          awaitInterrupt(events);
                          throw own;
                        }));
    line.becomes("A");
    eventually(() -> "the task does not run", () -> events.wasTold("leads"));
    a.expireNow();
    Throwable lost = assertInstanceOf(HoldLostException.class, a.failure(run));
    assertEquals(List.of(own), List.of(lost.getSuppressed()));
    line.becomes();
  }

  @Rule("ELECT-06")
  @Requires(Capability.EXPIRE_NOW)
  @Test
  void theInterruptStaysInside() {
    Line line = line(ELECTION);
    for (int i = 0; i < 6; i++) {
      Actor a = connect("A");
      CompletableFuture<Leadership> leads = new CompletableFuture<>();
      CompletableFuture<String> finish = new CompletableFuture<>();
      Call<Boolean> run = a.start("runs", () -> statusAfterRun(a, leads, finish));
      eventually(() -> "A does not lead", leads::isDone);
      a.expireNow();
      switch (i % 3) { // the end of the task comes after the loss, about with it, or before it
        case 0 -> reaches(leads.join(), HoldState.LOST);
        case 1 -> stage().spin(() -> !leads.join().isHeld());
        default -> {}
      }
      finish.complete("value");
      assertFalse(await(run), "the interrupt status after run");
      line.becomes();
      a.run("closes", a.client()::close);
    }
  }

  private boolean statusAfterRun(
      Actor actor, CompletableFuture<Leadership> leads, CompletableFuture<String> finish)
      throws InterruptedException {
    try {
      String value =
          election(actor)
              .run(
                  leadership -> {
                    leads.complete(leadership);
                    return finish.join(); // ignores an interrupt but keeps the status
                  });
      assertEquals("value", value);
    } catch (HoldLostException lost) {
      assertEquals(Optional.of("value"), lost.outcome());
    }
    return Thread.interrupted();
  }

  @Rule({"ELECT-07", "WAIT-01"})
  @Test
  void anInterruptWhileWaitingToLeadEndsRun() {
    Line line = line(ELECTION);
    Hold leader = line.acquire(connect("A"));
    Actor b = connect("B");
    Recorder<String> events = new Recorder<>();
    Call<Object> run =
        b.start(
            "runs",
            () ->
                election(b)
                    .run(
                        leadership -> {
                          events.accept("led");
                          return "never";
                        }));
    line.becomes("A", "B");
    run.interrupt();
    assertInstanceOf(InterruptedException.class, b.failure(run));
    line.becomes("A");
    leader.releaseAsync();
    line.becomes();
    assertEquals(List.of(), events.told());
  }

  @Rule("ELECT-07")
  @Test
  void anInterruptOfTheTaskBelongsToTheTask() {
    Line line = line(ELECTION);
    Actor a = connect("A");
    Recorder<String> events = new Recorder<>();
    Call<List<Object>> run =
        a.start(
            "runs",
            () -> {
              Object result =
                  election(a)
                      .run(
                          leadership -> {
                            events.accept("leads");
                            awaitInterrupt(events);
                            Thread.currentThread().interrupt();
                            return "result";
                          });
              return List.of(result, Thread.interrupted());
            });
    line.becomes("A");
    eventually(() -> "the task does not run", () -> events.wasTold("leads"));
    eventually(() -> "the task does not wait", run::waits);
    run.interrupt();
    assertEquals(List.of("result", true), await(run));
    assertEquals(List.of("leads", "interrupted"), events.told());
    line.take(connect("B"));
  }

  @Rule("ELECT-08")
  @Test
  void aTaskMayResignByItself() {
    Line line = line(ELECTION);
    Actor a = connect("A");
    CompletableFuture<Void> finish = new CompletableFuture<>();
    CompletableFuture<Void> resigned = new CompletableFuture<>();
    Call<String> run =
        a.start(
            "runs",
            () ->
                election(a)
                    .run(
                        leadership -> {
                          leadership.release();
                          resigned.complete(null);
                          finish.join();
                          return "undisturbed " + !Thread.interrupted();
                        }));
    eventually(() -> "the task did not resign", resigned::isDone);
    Hold successor = line.take(connect("D"));
    never(() -> "run ended before its task", run::isDone);
    finish.complete(null);
    assertEquals("undisturbed true", await(run));
    line.isHeld(successor);
  }
}
