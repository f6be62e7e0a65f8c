package dev.coordination.tck;

import static dev.coordination.ConnectionState.CLOSED;
import static dev.coordination.ConnectionState.SUSPENDED;
import static dev.coordination.tck.HoldRecipe.ELECTION;
import static dev.coordination.tck.HoldRecipe.LOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.CoordinationClient;
import dev.coordination.DistributedCounter;
import dev.coordination.DistributedLock;
import dev.coordination.Hold;
import dev.coordination.HoldState;
import dev.coordination.LeaderElection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The rules CLIENT-04 to CLIENT-08: the end of a client. */
abstract class CloseRules extends TckTest {

  final void endsWithIllegalState(CompletableFuture<?> future) {
    eventually(() -> "a future of a closed client goes on", future::isDone);
    var thrown = assertThrows(ExecutionException.class, future::get);
    assertInstanceOf(IllegalStateException.class, thrown.getCause());
  }

  @Rule("CLIENT-04")
  @EveryHold
  void closeHandsEverythingOn(HoldRecipe recipe) {
    Actor a = connect("A");
    Line one = line(recipe, path("one"));
    Line two = line(recipe, path("two"));
    List<Hold> holds =
        List.of(one.acquire(a), two.granted(two.start(a, a.client().withIdentifier("v"))));
    Actor b = connect("B");
    List<Call<Hold>> next = List.of(one.enqueue(b), two.enqueue(b));
    a.run("closes", a.client()::close);
    stage()
        .within(
            session(0.5),
            () -> "the next were not granted: " + one.contenders() + two.contenders(),
            () -> next.stream().allMatch(Call::isDone));
    holds.forEach(hold -> assertEquals(HoldState.RELEASED, hold.state()));
    one.isHeld(one.granted(next.get(0)));
    two.isHeld(two.granted(next.get(1)));
  }

  @Rule("CLIENT-04")
  @Requires(Capability.EXPIRE_NOW)
  @Test
  void closeLeavesTheLostLost() {
    Actor a = connect("A");
    Hold hold = line(LOCK).acquire(a);
    renewSession(a);
    reaches(hold, HoldState.LOST);
    a.run("closes", a.client()::close);
    assertEquals(HoldState.LOST, hold.state());
  }

  @Rule("CLIENT-05")
  @EveryHold
  void closeEndsEveryWait(HoldRecipe recipe) {
    Line line = line(recipe);
    Hold holder = line.acquire(connect("A"));
    Actor b = connect("B");
    List<Call<?>> waits = new ArrayList<>();
    waits.add(line.enqueue(b));
    waits.add(line.enqueue(b, harness().sessionTimeout()));
    waits.add(line.enqueue(b, b.client().withIdentifier("view")));
    CompletableFuture<? extends Hold> future = line.enqueueAsync(b);
    b.run("closes", b.client()::close);
    for (Call<?> wait : waits) {
      stage().ended(wait);
      assertInstanceOf(IllegalStateException.class, wait.failure(), wait::toString);
    }
    endsWithIllegalState(future);
    line.becomes("A");
    line.isHeld(holder);
  }

  @Rule({"CLIENT-05", "CLIENT-06"})
  @Requires(Capability.CUT_LINK)
  @Test
  void closeEndsEveryWaitWithoutALink() {
    Actor a = connect("A");
    Actor b = connect("B");
    List<Call<Hold>> waits = new ArrayList<>();
    List<Hold> holders = everyLine().stream().map(line -> line.acquire(a)).toList();
    everyLine().forEach(line -> waits.add(line.enqueue(b)));
    b.cutLink();
    everyLine().forEach(line -> waits.add(line.start(b)));
    Call<@Nullable Void> close = b.startRun("closes", b.client()::close);
    stage().within(session(1.5), () -> "close hangs without a link", close::isDone);
    await(close);
    for (Call<Hold> wait : waits) {
      stage().ended(wait);
      assertInstanceOf(IllegalStateException.class, wait.failure(), wait::toString);
    }
    assertEquals(CLOSED, b.client().connectionState());
    holders.forEach(hold -> assertTrue(hold.isHeld(), () -> say(hold)));
  }

  @Rule("CLIENT-06")
  @EveryHold
  void closeMayComeFromAnywhereAndOften(HoldRecipe recipe) {
    Actor a = connect("A");
    line(recipe).acquire(a);
    List<Call<@Nullable Void>> closes =
        IntStream.range(0, 4).mapToObj(i -> a.startRun("closes " + i, a.client()::close)).toList();
    closes.forEach(stage()::await);
    a.run("closes again", a.client()::close);
    line(recipe).becomes();

    Actor b = connect("B");
    Line line = line(recipe);
    b.run("closes in a completion", () -> line.async(b).thenRun(b.client()::close).join());
    assertEquals(CLOSED, b.client().connectionState());

    Actor c = connect("C");
    Hold hold = line(recipe).acquire(c);
    Recorder<String> done = new Recorder<>();
    hold.onStateChange(
        Runnable::run,
        state -> {
          if (state == HoldState.RELEASED) {
            c.client().close();
            done.accept("closed");
          }
        });
    c.release(hold);
    eventually(() -> "close in a listener hangs", () -> done.wasTold("closed"));
    assertEquals(CLOSED, c.client().connectionState());
  }

  @Rule({"CLIENT-06", "CLIENT-10"})
  @Requires({Capability.CUT_LINK, Capability.EXPIRE_NOW})
  @EveryHold
  void closeMayComeFromListenersThatRunOnTheSpot(HoldRecipe recipe) {
    Actor a = connect("A");
    line(recipe).acquire(a);
    Recorder<String> closed = new Recorder<>();
    a.client().onConnectionState(Runnable::run, closing(a, SUSPENDED::equals, closed));
    a.cutLink();
    eventually(() -> "close at the end of the link hangs", () -> closed.wasTold("A"));
    a.restoreLink();

    Actor b = connect("B");
    Hold lost = line(recipe, path("b")).acquire(b);
    lost.onStateChange(Runnable::run, closing(b, HoldState.LOST::equals, closed));
    b.expireNow();
    eventually(() -> "close at the end of a hold hangs", () -> closed.wasTold("B"));

    Actor c = connect("C");
    Hold ended = line(recipe, path("c")).acquire(c);
    var unused = ended.ended().thenAccept(closing(c, end -> true, closed));
    c.release(ended);
    eventually(() -> "close in a stage hangs", () -> closed.wasTold("C"));

    Actor d = connect("D");
    LeaderElection election = d.client().election(path("d"));
    election.onLeaderChange(Runnable::run, closing(d, Optional::isPresent, closed));
    line(ELECTION, path("d")).acquire(connect("E"));
    eventually(() -> "close at a change of the leader hangs", () -> closed.wasTold("D"));
  }

  private static <T> Consumer<T> closing(Actor actor, Predicate<T> when, Recorder<String> closed) {
    return value -> {
      if (when.test(value)) {
        actor.client().close();
        closed.accept(actor.name());
      }
    };
  }

  @Rule({"CLIENT-06", "ELECT-03"})
  @Test
  void closeMayComeFromALeadersTask() {
    Actor a = connect("A");
    String result =
        a.call(
            "leads",
            () ->
                a.client()
                    .election(path("line"))
                    .run(
                        leadership -> {
                          a.client().close();
                          return leadership.state() + " " + Thread.interrupted();
                        }));
    assertEquals("RELEASED false", result);
    assertEquals(CLOSED, a.client().connectionState());
  }

  @Rule({"CLIENT-06", "CLIENT-07"})
  @Requires(Capability.CUT_LINK)
  @Test
  void whatACutOffClientLeavesGoesWithItsSession() {
    Line line = line(LOCK);
    Actor a = connect("A");
    Hold hold = line.acquire(a);
    Call<Hold> next = line.enqueue(connect("B"));
    a.cutLink();
    a.client()
        .onConnectionState(
            Runnable::run,
            state -> {
              if (state == SUSPENDED) {
                a.client().close();
              }
            });
    reaches(a, CLOSED);
    reaches(hold, HoldState.RELEASED);
    stage()
        .within(
            session(2).plus(stage().promptly()),
            () -> "the entry outlived its session: " + line.contenders(),
            next::isDone);
    line.isHeld(line.granted(next));
  }

  @Rule("CLIENT-07")
  @Test
  void manyClientsComeAndGo() {
    for (int i = 0; i < 10; i++) {
      Actor a = connect("A" + i);
      line(LOCK).acquire(a);
      a.client().election(path("other")).onLeaderChange(Runnable::run, new Recorder<>());
      var unused = a.client().election(path("other")).campaignAsync();
      assertEquals(i + 1, a.count("increments", a.client().counter(path("n"))::increment));
      a.run("closes", a.client()::close);
      line(LOCK).becomes();
      line(ELECTION, path("other")).becomes();
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // none is returned: each call throws
  @Rule({"CLIENT-08", "ERR-02"})
  @Test
  void aClosedClientRefusesUse() {
    Actor a = connect("A");
    DistributedLock lock = a.client().lock(path("line"));
    LeaderElection election = a.client().election(path("line"));
    DistributedCounter counter = a.client().counter(path("counter"));
    Hold hold = line(LOCK).acquire(a);
    a.run("closes", a.client()::close);
    refusesUse(a, a.client());
    List<Runnable> calls =
        List.of(
            lock::tryAcquire,
            lock::acquireAsync,
            lock::contenders,
            election::campaignAsync,
            election::contenders,
            election::leader,
            () -> election.onLeaderChange(Runnable::run, new Recorder<>()),
            counter::get,
            counter::increment,
            counter::reset,
            counter::getAsync,
            counter::incrementAsync,
            () -> counter.compareAndSet(0, 1));
    calls.forEach(call -> illegalState(a, call));
    assertInstanceOf(IllegalStateException.class, a.failure(a.start("acquires", lock::acquire)));
    assertInstanceOf(
        IllegalStateException.class, a.failure(a.start("campaigns", election::campaign)));
    assertEquals(CLOSED, a.client().connectionState());
    assertEquals("A", a.client().identifier());
    assertEquals(path("line"), lock.path());
    assertEquals(HoldState.RELEASED, hold.state());
    assertTrue(hold.fencingToken() > 0);
    a.release(hold);
  }

  final void refusesUse(Actor actor, CoordinationClient client) {
    List<Runnable> calls =
        List.of(
            () -> client.lock("/a"),
            () -> client.election("/a"),
            () -> client.counter("/a"),
            () -> client.withIdentifier("x"),
            () -> client.withNamespace("/a"));
    calls.forEach(call -> illegalState(actor, call));
  }

  private static void illegalState(Actor actor, Runnable call) {
    assertInstanceOf(IllegalStateException.class, actor.fails("uses a closed client", call));
  }
}
