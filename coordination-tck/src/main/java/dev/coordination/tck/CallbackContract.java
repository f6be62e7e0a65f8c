package dev.coordination.tck;

import static dev.coordination.ConnectionState.CLOSED;
import static dev.coordination.ConnectionState.CONNECTED;
import static dev.coordination.ConnectionState.SUSPENDED;
import static dev.coordination.tck.HoldRecipe.LOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.ConnectionState;
import dev.coordination.CoordinationClient;
import dev.coordination.DistributedCounter;
import dev.coordination.Hold;
import dev.coordination.HoldState;
import dev.coordination.LeaderElection;
import dev.coordination.Registration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The rules CLIENT-10 to CLIENT-13: where, when and in which order callbacks are called. */
@SuppressWarnings(
    "ThreadPriorityCheck") // yielding widens the gap in which a second call would show
public abstract class CallbackContract extends TckTest {

  /** For subclasses. */
  protected CallbackContract() {}

  /** Runs what it was given only when told to. */
  private static final class ManualExecutor implements Executor {
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    @Override
    public void execute(Runnable task) {
      tasks.add(task);
    }

    boolean isEmpty() {
      return tasks.isEmpty();
    }

    void runAll() {
      for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
        task.run();
      }
    }
  }

  @Rule({"CLIENT-10", "CLIENT-11"})
  @Test
  void listenersRunOnTheirExecutorOnly() {
    Actor a = connect("A");
    Hold hold = line(LOCK).acquire(a);
    LeaderElection election = a.client().election(path("line"));
    ManualExecutor executor = new ManualExecutor();
    Recorder<ConnectionState> connections = new Recorder<>();
    Recorder<HoldState> states = new Recorder<>();
    Recorder<Optional<String>> leaders = new Recorder<>();
    a.client().onConnectionState(executor, connections);
    hold.onStateChange(executor, states);
    election.onLeaderChange(executor, leaders);
    settle();
    assertEquals(List.of(), connections.told());
    assertEquals(List.of(), states.told());
    assertEquals(List.of(), leaders.told());
    eventually(
        () -> "not told the present: " + connections + states + leaders,
        () -> {
          executor.runAll();
          return connections.wasTold(CONNECTED)
              && states.wasTold(HoldState.HELD)
              && leaders.wasTold(Optional.of("A"));
        });
    a.release(hold);
    settle();
    assertFalse(states.wasTold(HoldState.RELEASED), "told beside the executor");
    eventually(
        states::toString,
        () -> {
          executor.runAll();
          return states.endsWith(HoldState.RELEASED) && leaders.endsWith(Optional.empty());
        });
  }

  @Rule("CLIENT-10")
  @Test
  void whatBlocksDelaysNothing() {
    Actor a = connect("A");
    Line line = line(LOCK);
    Hold before = line.acquire(connect("B"));
    DistributedCounter counter = a.client().counter(path("counter"));
    CompletableFuture<Void> gate = new CompletableFuture<>();
    try {
      var blocked =
          line.enqueueAsync(a)
              .thenApply(granted -> line.report(a, granted))
              .thenAccept(granted -> gate.join());
      a.start("listens", () -> a.client().onConnectionState(Runnable::run, state -> gate.join()));
      before.releaseAsync();
      line.becomes("A");
      Hold hold = line(LOCK, path("other")).acquire(a);
      hold.onStateChange(task -> a.startRun("listens", task), state -> gate.join());
      for (int i = 0; i < 4; i++) {
        advance(session(0.3));
        assertEquals(HoldState.HELD, hold.state(), () -> say(hold));
        assertEquals(i + 1, a.count("increments", counter::increment));
        Line another = line(LOCK, path("another"));
        a.release(another.take(a));
      }
      a.release(hold);
      assertEquals(HoldState.RELEASED, hold.state());
      assertFalse(blocked.isDone());
    } finally {
      gate.complete(null);
    }
  }

  @Rule("CLIENT-11")
  @Requires(Capability.CUT_LINK)
  @Test
  void listenersAreCalledOneAtATimeAndInOrder() {
    Actor a = connect("A");
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Recorder<ConnectionState> told = new Recorder<>();
    a.client()
        .onConnectionState(
            task -> a.startRun("listens", task),
            state -> {
              most.accumulateAndGet(inside.incrementAndGet(), Math::max);
              told.accept(state);
              Thread.yield();
              inside.decrementAndGet();
            });
    for (int i = 0; i < 3; i++) {
      a.cutLink();
      reaches(a, SUSPENDED);
      a.restoreLink();
      reaches(a, CONNECTED);
    }
    eventually(told::toString, () -> told.endsWith(CONNECTED) && told.told().size() >= 3);
    assertEquals(1, most.get(), "calls of one listener at a time");
    List<ConnectionState> states = told.told();
    for (int i = 1; i < states.size(); i++) {
      assertFalse(states.get(i).equals(states.get(i - 1)), told::toString);
    }
    assertEquals(CONNECTED, states.get(0), told::toString);
  }

  @Rule("CLIENT-11")
  @EveryHold
  void aFaultyListenerHarmsOnlyItself(HoldRecipe recipe) {
    Line line = line(recipe);
    Actor a = connect("A");
    Hold hold = line.acquire(a);
    Recorder<HoldState> faulty = new Recorder<>();
    hold.onStateChange(
        Runnable::run,
        state -> {
          faulty.accept(state);
          throw new IllegalStateException("a listener that throws");
        });
    hold.onStateChange(
        task -> {
          throw new RejectedExecutionException("an executor that refuses");
        },
        state -> {});
    a.client()
        .onConnectionState(
            Runnable::run,
            state -> {
              throw new AssertionError("a listener that throws an error");
            });
    Recorder<HoldState> sound = states(hold);
    var unused =
        hold.ended()
            .thenAccept(
                state -> {
                  throw new IllegalStateException("a completion that throws");
                });
    Recorder<HoldState> ended = new Recorder<>();
    var unusedToo = hold.ended().thenAccept(ended);
    a.release(hold);
    List<HoldState> expected = List.of(HoldState.HELD, HoldState.RELEASED);
    eventually(sound::toString, () -> sound.told().equals(expected));
    eventually(faulty::toString, () -> faulty.told().equals(expected));
    eventually(ended::toString, () -> ended.told().equals(List.of(HoldState.RELEASED)));
    line.isHeld(line.take(a));
  }

  @Rule("CLIENT-12")
  @EveryHold
  void afterItsEndARegistrationTellsNothing(HoldRecipe recipe) {
    Actor a = connect("A");
    Line line = line(recipe);
    Hold hold = line.acquire(a);
    LeaderElection election = a.client().election(line.path());
    Recorder<Object> told = new Recorder<>();
    ManualExecutor executor = new ManualExecutor();
    List<Registration> registrations =
        List.of(
            hold.onStateChange(executor, told::accept),
            a.client().onConnectionState(executor, told::accept),
            election.onLeaderChange(executor, told::accept));
    eventually(
        told::toString,
        () -> {
          executor.runAll();
          return told.told().size() == 3;
        });
    registrations.forEach(Registration::close);
    registrations.forEach(Registration::close);
    a.release(hold);
    a.run("closes", a.client()::close);
    never(() -> "given to the executor after the end", () -> !executor.isEmpty());
    assertEquals(3, told.told().size(), told::toString);
  }

  @Rule("CLIENT-13")
  @Test
  void listenersEndWithTheirView() {
    Actor a = connect("A");
    Line line = line(LOCK);
    Hold hold = line.acquire(a);
    CoordinationClient view = a.client().withNamespace(harness().root());
    List<CoordinationClient> ending = List.of(view, view.withIdentifier("derived"));
    List<CoordinationClient> staying = List.of(a.client(), a.client().withIdentifier("sibling"));
    ManualExecutor ends = new ManualExecutor();
    Recorder<Object> toldEnding = new Recorder<>();
    Recorder<Object> toldStaying = new Recorder<>();
    ending.forEach(client -> listen(client, "/line", ends, toldEnding));
    staying.forEach(client -> listen(client, line.path(), Runnable::run, toldStaying));
    eventually(
        () -> "not told the present: " + toldEnding + toldStaying,
        () -> {
          ends.runAll();
          return toldEnding.told().size() == 4 && toldStaying.told().size() == 4;
        });
    a.run("closes the view", view::close);
    ends.runAll();
    List<Object> last = toldEnding.told().subList(4, toldEnding.told().size());
    assertEquals(List.of(CLOSED, CLOSED), last, toldEnding::toString);
    Recorder<ConnectionState> late = new Recorder<>();
    view.onConnectionState(Runnable::run, late);
    eventually(late::toString, () -> late.told().equals(List.of(CLOSED)));
    a.release(hold);
    eventually(toldStaying::toString, () -> toldStaying.endsWith(Optional.empty()));
    a.run("closes", a.client()::close);
    eventually(toldStaying::toString, () -> toldStaying.endsWith(CLOSED));
    never(() -> "given to the executor after the end", () -> !ends.isEmpty());
    assertEquals(List.of(CLOSED), late.told());
  }

  private static void listen(
      CoordinationClient client, String path, Executor executor, Recorder<Object> told) {
    client.onConnectionState(executor, told::accept);
    client.election(path).onLeaderChange(executor, told::accept);
  }

  @Rule("CLIENT-12")
  @EveryHold
  void aRegistrationMayEndWithinItsListener(HoldRecipe recipe) {
    Actor a = connect("A");
    Hold hold = line(recipe).acquire(a);
    Recorder<HoldState> told = new Recorder<>();
    AtomicReference<Registration> registration = new AtomicReference<>();
    ManualExecutor executor = new ManualExecutor();
    Consumer<HoldState> once =
        state -> {
          told.accept(state);
          Objects.requireNonNull(registration.get()).close();
        };
    registration.set(hold.onStateChange(executor, once));
    eventually(
        told::toString,
        () -> {
          executor.runAll();
          return told.wasTold(HoldState.HELD);
        });
    a.release(hold);
    never(told::toString, () -> !executor.isEmpty());
    assertEquals(List.of(HoldState.HELD), told.told());
    assertTrue(hold.state().isFinal());
  }
}
