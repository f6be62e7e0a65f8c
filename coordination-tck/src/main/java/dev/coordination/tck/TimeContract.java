package dev.coordination.tck;

import static dev.coordination.ConnectionState.CONNECTED;
import static dev.coordination.ConnectionState.SUSPENDED;
import static dev.coordination.tck.HoldRecipe.LOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.DistributedCounter;
import dev.coordination.DistributedLock;
import dev.coordination.Hold;
import dev.coordination.HoldState;
import dev.coordination.OutcomeUnknownException;
import dev.coordination.ServiceUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The rules TIME: deadlines of calls, connected or not. */
public abstract class TimeContract extends TckTest {

  private static final List<Duration> NOT_AT_ALL =
      List.of(Duration.ZERO, Duration.ofMillis(-1), Duration.ofSeconds(Long.MIN_VALUE));
  private static final List<Duration> FOR_EVER =
      List.of(
          Duration.ofSeconds(Long.MAX_VALUE),
          Duration.ofMillis(Long.MAX_VALUE),
          Duration.ofNanos(Long.MAX_VALUE));

  /** For subclasses. */
  protected TimeContract() {}

  @Rule("TIME-01")
  @EveryHold
  void aTimedWaitLastsItsTime(HoldRecipe recipe) {
    Line line = line(recipe);
    Hold holder = line.acquire(connect("A"));
    Actor b = connect("B");
    for (int millis : new int[] {1, 100, 250}) {
      Duration timeout = Duration.ofMillis(millis);
      Duration begun = stage().now();
      Call<Optional<Hold>> wait = line.startTry(b, timeout);
      lasts(timeout, begun, wait);
      assertEquals(Optional.empty(), await(wait));
      line.becomes("A");
    }
    line.isHeld(holder);
  }

  @Rule("TIME-02")
  @EveryHold
  void noTimeMeansNoWaiting(HoldRecipe recipe) {
    Line line = line(recipe);
    Actor a = connect("A");
    Actor b = connect("B");
    for (Duration timeout : NOT_AT_ALL) {
      Call<Optional<Hold>> free = line.startTry(a, timeout);
      endsAtOnce(free);
      Hold hold = await(free).orElseThrow(() -> new AssertionError("refused though free"));
      Call<Optional<Hold>> taken = line.startTry(b, timeout);
      endsAtOnce(taken);
      assertEquals(Optional.empty(), await(taken));
      line.becomes("A");
      a.release(hold);
    }
  }

  @Rule("TIME-02")
  @Requires(Capability.CUT_LINK)
  @EveryHold
  void noTimeMeansNoWaitingForTheLinkEither(HoldRecipe recipe) {
    Line line = line(recipe);
    Actor a = connect("A");
    a.cutLink();
    reaches(a, SUSPENDED);
    for (Duration timeout : NOT_AT_ALL) {
      Call<Optional<Hold>> call = line.startTry(a, timeout);
      endsAtOnce(call);
      assertEquals(Optional.empty(), await(call));
    }
    a.restoreLink();
    reaches(a, CONNECTED);
    settle();
    assertEquals(List.of(), line.names());
  }

  @Rule("TIME-03")
  @EveryHold
  void moreTimeThanTheClockHasMeansForEver(HoldRecipe recipe) {
    Line line = line(recipe);
    Actor a = connect("A");
    for (Duration timeout : FOR_EVER) {
      Hold hold = line.tryFor(a, timeout).orElseThrow();
      Call<Optional<Hold>> wait = line.enqueue(connect("B"), timeout);
      a.release(hold);
      await(wait).orElseThrow().releaseAsync();
      line.becomes();
    }
  }

  @Rule("TIME-04")
  @Requires(Capability.CUT_LINK)
  @EveryHold
  void anOutageDoesNotExtendAWait(HoldRecipe recipe) {
    Line line = line(recipe);
    Hold holder = line.acquire(connect("A"));
    Actor b = connect("B");
    Duration timeout = session(0.3);
    Duration begun = stage().now();
    Call<Optional<Hold>> wait = line.startTry(b, timeout);
    line.becomes("A", "B");
    b.cutLink();
    lasts(timeout, begun, wait);
    assertEquals(Optional.empty(), await(wait));
    b.restoreLink();
    line.becomes("A");
    line.isHeld(holder);
  }

  @Rule("TIME-04")
  @Requires(Capability.CUT_LINK)
  @EveryHold
  void aWaitMayBeginDuringAnOutage(HoldRecipe recipe) {
    Line line = line(recipe);
    Actor a = connect("A");
    a.cutLink();
    reaches(a, SUSPENDED);
    Call<Hold> patient = line.start(a);
    Duration timeout = session(0.2);
    Duration begun = stage().now();
    Call<Optional<Hold>> impatient = line.startTry(a, timeout);
    lasts(timeout, begun, impatient);
    assertEquals(Optional.empty(), await(impatient));
    line.waits(patient);
    a.restoreLink();
    line.isHeld(line.granted(patient));
    assertEquals(List.of("A"), line.names());
  }

  /** In kazoo each time it is woken a waiter begins to wait for its whole time anew. */
  @Rule({"TIME-04", "TIME-01"})
  @Requires(Capability.CUT_LINK)
  @EveryHold
  void neitherADepartureAheadNorABlipExtendsAWait(HoldRecipe recipe) {
    Line line = line(recipe);
    Actor a = connect("A");
    Actor b = connect("B");
    Hold holder = line.acquire(a);
    Call<Hold> ahead = line.enqueue(connect("C"));
    Duration timeout = session(0.8);
    Duration begun = stage().now();
    Call<Optional<Hold>> wait = line.startTry(b, timeout);
    line.becomes("A", "C", "B");
    advance(session(0.2));
    a.release(holder);
    Hold next = line.granted(ahead);
    b.cutLink();
    reaches(b, SUSPENDED);
    b.restoreLink();
    reaches(b, CONNECTED);
    lasts(timeout, begun, wait);
    assertEquals(Optional.empty(), await(wait));
    line.becomes("C");
    line.isHeld(next);
  }

  @Rule({"TIME-04", "SESSION-02"})
  @Requires(Capability.EXPIRE_NOW)
  @EveryHold
  void aNewSessionDoesNotExtendAWait(HoldRecipe recipe) {
    Line line = line(recipe);
    line.acquire(connect("A"));
    Actor b = connect("B");
    Duration timeout = session(0.6);
    Duration begun = stage().now();
    Call<Optional<Hold>> wait = line.startTry(b, timeout);
    line.becomes("A", "B");
    b.expireNow();
    lasts(timeout, begun, wait);
    assertEquals(Optional.empty(), await(wait));
    line.becomes("A");
  }

  @Rule({"TIME-05", "ERR-03"})
  @Requires(Capability.CUT_LINK)
  @Test
  void tryingWithoutALinkFailsAtOnce() {
    Line line = line(LOCK);
    Actor a = connect("A");
    DistributedLock lock = a.client().lock(line.path());
    a.cutLink();
    reaches(a, SUSPENDED);
    Call<Optional<Hold>> call = a.start("tries", lock::tryAcquire);
    endsAtOnce(call);
    assertInstanceOf(ServiceUnavailableException.class, call.failure());
    a.restoreLink();
    Hold next = line.granted(line.start(connect("B")));
    reaches(a, CONNECTED);
    line.isHeld(next);
    assertEquals(List.of("B"), line.names());
  }

  @Rule({"TIME-05", "ERR-03", "ERR-04"})
  @Requires({Capability.LOSE_REPLY, Capability.LOSE_REQUEST})
  @Test
  void tryingWithALostMessageHoldsOrLeavesNothing() {
    Line line = line(LOCK);
    Actor a = connect("A");
    for (Consumer<Actor> fault :
        List.<Consumer<Actor>>of(x -> x.loseWrite(1), x -> x.loseReplyOfWrite(1))) {
      fault.accept(a);
      Call<Optional<Hold>> call = line.startTry(a);
      stage().ended(call);
      if (call.failed()) {
        assertInstanceOf(ServiceUnavailableException.class, call.failure());
      } else {
        Hold hold = call.result().orElseThrow(() -> new AssertionError("refused though free"));
        line.isHeld(hold);
        a.release(hold);
      }
      line.becomes();
      reaches(a, CONNECTED);
    }
  }

  @Rule({"TIME-06", "ERR-03", "ERR-05"})
  @Requires(Capability.CUT_LINK)
  @Test
  void callsThatWaitForTheStoreEnd() {
    Actor a = connect("A");
    DistributedCounter counter = a.client().counter(path("counter"));
    a.cutLink();
    List<Call<?>> calls = new ArrayList<>();
    calls.add(a.start("gets", counter::get));
    calls.add(a.start("increments", counter::increment));
    calls.add(a.start("compares", () -> counter.compareAndSet(0, 10)));
    calls.add(a.start("lists a lock", a.client().lock(path("line"))::contenders));
    calls.add(a.start("asks for the leader", a.client().election(path("line"))::leader));
    for (Call<?> call : calls) {
      stage().within(session(2), () -> call + " does not end", call::isDone);
      Throwable failure = call.failure();
      assertTrue(
          failure instanceof ServiceUnavailableException
              || failure instanceof OutcomeUnknownException,
          () -> call + " failed with " + failure);
    }
    boolean unsure =
        calls.stream().anyMatch(call -> call.failure() instanceof OutcomeUnknownException);
    a.restoreLink();
    Actor b = connect("B");
    long value = b.count("gets", b.client().counter(path("counter"))::get);
    assertTrue(unsure || value == 0, "unavailable means not applied, but the value is " + value);
  }

  @Rule("TIME-06")
  @Requires(Capability.CUT_LINK)
  @Test
  void callsThatWaitForTheStoreSurviveABlip() {
    Actor a = connect("A");
    DistributedCounter counter = a.client().counter(path("counter"));
    a.cutLink();
    Call<Long> increment = a.start("increments", counter::increment);
    Call<Long> get = a.start("gets", a.client().counter(path("other"), 7)::get);
    advance(session(0.05));
    a.restoreLink();
    assertEquals(1L, await(increment));
    assertEquals(7L, await(get));
  }

  @Rule("TIME-07")
  @Requires(Capability.JUMP_WALL_CLOCK)
  @EveryHold
  void wallClocksDoNotMatter(HoldRecipe recipe) {
    Line line = line(recipe);
    Hold hold = line.acquire(connect("A"));
    Actor b = connect("B");
    Duration timeout = session(0.5);
    for (Duration jump : List.of(Duration.ofHours(1), Duration.ofHours(-2))) {
      Duration begun = stage().now();
      Call<Optional<Hold>> wait = line.startTry(b, timeout);
      line.becomes("A", "B");
      harness().jumpWallClock(jump);
      settle();
      assertTrue(hold.isHeld(), () -> say(hold));
      assertTrue(hold.remaining().compareTo(Duration.ZERO) > 0, () -> say(hold));
      lasts(timeout, begun, wait);
      assertEquals(Optional.empty(), await(wait));
      reaches(hold, HoldState.HELD);
      line.becomes("A");
    }
  }
}
