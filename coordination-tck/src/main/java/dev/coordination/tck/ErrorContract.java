package dev.coordination.tck;

import static dev.coordination.tck.HoldRecipe.LOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.ConnectionState;
import dev.coordination.CoordinationClient;
import dev.coordination.CoordinationException;
import dev.coordination.DistributedCounter;
import dev.coordination.DistributedLock;
import dev.coordination.Hold;
import dev.coordination.LeaderElection;
import dev.coordination.NotPermittedException;
import dev.coordination.OutcomeUnknownException;
import dev.coordination.ServiceUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The rules ERR: what is thrown, and what is true of the store then. */
public abstract class ErrorContract extends TckTest {

  /** For subclasses. */
  protected ErrorContract() {}

  // ---- misuse

  @Rule("ERR-02")
  @Test
  void nullsAreRefused() {
    CoordinationClient client = connect("A").client();
    Consumer<Object> listener = unused -> {};
    List<Executable> calls =
        List.of(
            () -> client.lock(none()),
            () -> client.election(none()),
            () -> client.counter(none()),
            () -> client.counter(none(), 1),
            () -> client.withIdentifier(none()),
            () -> client.withNamespace(none()),
            () -> client.onConnectionState(none(), listener::accept),
            () -> client.onConnectionState(Runnable::run, none()));
    refuses(NullPointerException.class, calls);
  }

  @Rule("ERR-02")
  @Test
  void nullsAreRefusedByRecipesAndHolds() {
    Actor a = connect("A");
    DistributedLock lock = a.client().lock(path("line"));
    LeaderElection election = a.client().election(path("line"));
    Hold hold = line(LOCK).take(a);
    Consumer<Object> listener = unused -> {};
    List<Executable> calls =
        List.of(
            () -> lock.tryAcquire(none()),
            () -> election.tryCampaign(none()),
            () -> election.run(none()),
            () -> election.onLeaderChange(none(), listener::accept),
            () -> election.onLeaderChange(Runnable::run, none()),
            () -> hold.onStateChange(none(), listener::accept),
            () -> hold.onStateChange(Runnable::run, none()));
    a.run("passes nulls", () -> refuses(NullPointerException.class, calls));
    assertEquals(List.of("A"), line(LOCK).names());
  }

  private static void refuses(Class<? extends Throwable> refusal, List<Executable> calls) {
    for (int i = 0; i < calls.size(); i++) {
      int call = i;
      assertThrows(refusal, calls.get(i), () -> "call " + call + " of the list");
    }
  }

  // ---- faults of the environment

  @Rule({"ERR-01", "ERR-03"})
  @Requires(Capability.CUT_LINK)
  @Test
  void withoutALinkOnlyOurExceptionsAreThrown() {
    Actor a = connect("A");
    Line line = line(LOCK);
    DistributedCounter counter = a.client().counter(path("counter"));
    a.cutLink();
    reaches(a, ConnectionState.SUSPENDED);
    List<Call<?>> calls =
        List.of(
            a.start("tries", a.client().lock(line.path())::tryAcquire),
            a.start("lists", a.client().lock(line.path())::contenders),
            a.start("lists candidates", a.client().election(line.path())::contenders),
            a.start("increments", counter::increment),
            a.start("resets", () -> resets(counter)),
            a.start("gets by future", counter.getAsync()::get),
            a.start("increments by future", counter.incrementAsync()::get));
    for (Call<?> call : calls) {
      stage().within(session(2), () -> call + " does not end", call::isDone);
      Throwable thrown = call.failure();
      Throwable failure = thrown instanceof ExecutionException ? thrown.getCause() : thrown;
      assertInstanceOf(CoordinationException.class, failure, call::toString);
      assertInstanceOf(ServiceUnavailableException.class, failure, "nothing was sent");
    }
    a.restoreLink();
    Actor b = connect("B");
    assertEquals(0, b.count("gets", b.client().counter(path("counter"))::get));
    line.isHeld(line.take(b));
  }

  private static String resets(DistributedCounter counter) {
    counter.reset(5);
    return "done";
  }

  @Rule({"ERR-05", "COUNTER-03"})
  @Requires({
    Capability.LOSE_REPLY,
    Capability.LOSE_REQUEST,
    Capability.CUT_LINK,
    Capability.EXPIRE_BY_TIME,
    Capability.EXPIRE_NOW
  })
  @Test
  void anOutcomeThatCannotBeKnownIsSaidToBeUnknown() {
    Actor b = connect("B");
    for (boolean applied : new boolean[] {true, false}) {
      becomesUnknown(connect("A"), b, applied, Actor::expireByTime);
      becomesUnknown(connect("A"), b, applied, Actor::expireNow); // while the call still waits
    }
  }

  private void becomesUnknown(Actor a, Actor b, boolean applied, Consumer<Actor> expiry) {
    String path = path("counter");
    DistributedCounter counter = a.client().counter(path);
    a.run("sets", () -> counter.reset(0));
    byte[] before = store().read(path).orElseThrow();
    if (applied) {
      a.loseReplyOfWrite(1);
    } else {
      a.loseWrite(1);
    }
    a.cutLinkWhenItBreaks();
    Call<Long> call = a.start("increments", counter::increment);
    reaches(a, ConnectionState.SUSPENDED);
    if (applied) {
      assertFalse(Arrays.equals(before, store().read(path).orElseThrow()), "was applied");
    }
    never(
        () -> call + " is " + call.describe() + " though nobody can know",
        () -> call.isDone() && !call.failed());
    expiry.accept(a);
    a.restoreLink();
    assertInstanceOf(OutcomeUnknownException.class, a.failure(call));
    long value = b.count("gets", b.client().counter(path)::get);
    assertEquals(applied ? 1 : 0, value, "in the store");
  }

  // ---- what others put into the store

  @Rule("ERR-06")
  @Requires(Capability.WRITE_BY_HAND)
  @EveryHold
  void foreignEntriesAreNoContenders(HoldRecipe recipe) {
    Line line = line(recipe);
    Actor a = connect("A");
    a.release(line.acquire(a));
    List<String> names = List.of("notes", "lock", "0000000000", "x-0000000000", "zzz__lock__");
    names.forEach(name -> store().addForeign(line.path(), name));
    assertEquals(List.of(), line.namesSeenBy(a));
    Hold hold = line.take(a);
    Call<Hold> next = line.enqueue(connect("B"));
    assertEquals(line.visible("A", "B"), line.namesSeenBy(a));
    a.release(hold);
    line.isHeld(line.granted(next));
    for (String name : names) {
      assertTrue(store().read(line.path() + "/" + name).isPresent(), name + " was removed");
    }
  }

  @Rule({"ERR-07", "ERR-01", "WAIT-03"})
  @Requires(Capability.DENY_ACCESS)
  @EveryHold
  void aRefusedAccessIsFinal(HoldRecipe recipe) {
    Line line = line(recipe, path("denied") + "/line");
    store().deny(path("denied"));
    Actor a = connect("A");
    List<Call<?>> calls = new ArrayList<>();
    calls.add(line.start(a));
    calls.add(line.startTry(a));
    calls.add(line.startTry(a, Duration.ofSeconds(Long.MAX_VALUE)));
    calls.add(a.start("acquires by future", line.async(a)::get));
    DistributedCounter counter = a.client().counter(path("denied") + "/counter");
    calls.add(a.start("increments", counter::increment));
    calls.add(a.start("resets", () -> resets(counter)));
    for (Call<?> call : calls) {
      endsAtOnce(call);
      Throwable thrown = call.failure();
      Throwable failure = thrown instanceof ExecutionException ? thrown.getCause() : thrown;
      assertInstanceOf(NotPermittedException.class, failure, call::toString);
    }
    assertEquals(List.of(), line.contenders());
    Line elsewhere = line(recipe, path("elsewhere"));
    elsewhere.isHeld(elsewhere.take(a));
    assertTrue(store().residue(path("denied")).isEmpty());
  }
}
