package dev.coordination.it.differential;

import dev.coordination.ConnectionState;
import dev.coordination.CoordinationException;
import dev.coordination.tck.StoreInspector;
import dev.coordination.tck.TckHarness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Where a run takes place: a harness, the actors, their calls, and time. Used by one thread. */
final class Scene implements AutoCloseable {

  private static final Duration STEP = Duration.ofMillis(20);

  private final TckHarness harness;
  private final Duration patience;
  private final List<Actor> actors;
  private final List<Running> running = new ArrayList<>();
  private final Queue<String> ended = new ConcurrentLinkedQueue<>();

  /** A call whose outcome is to be shown, and whose it is. */
  private record Running(Actor actor, Call call) {}

  /**
   * Sets up a run.
   *
   * @param harness the backend
   * @param patience how long what must happen promptly may take, where time is real
   */
  Scene(TckHarness harness, Duration patience) {
    this.harness = harness;
    this.patience = patience;
    this.actors = Stream.of("A", "B", "C").map(this::connect).toList();
  }

  /** Connects one who is struck by no fault of the schedule. */
  Actor connect(String name) {
    return new Actor(name, harness);
  }

  List<Actor> actors() {
    return actors;
  }

  StoreInspector store() {
    return harness.inspector();
  }

  /** A path of this run. */
  String path(String name) {
    return harness.root() + "/" + name;
  }

  // ---- calls

  /** Starts a call; what comes of it is shown when it has ended. */
  Call start(Actor actor, Callable<String> body) {
    Call call = startUnseen(actor, body);
    running.add(new Running(actor, call));
    return call;
  }

  /** Starts a call that shows nothing. */
  Call startUnseen(Actor actor, Callable<String> body) {
    Call call = new Call(actor.name(), body);
    harness.track(call.thread());
    call.thread().start();
    return call;
  }

  /**
   * What came of the calls that have ended since this was {@linkplain #forgetEnded forgotten}, by
   * the names of the actors: several that end by one step have no order of their own; that of
   * grants is told by their tokens.
   */
  List<String> ended() {
    for (Running one : List.copyOf(running)) {
      if (one.call.isDone()) {
        running.remove(one);
        ended.add(one.actor + ": " + one.call.outcome());
      }
    }
    return ended.stream().sorted().toList();
  }

  void forgetEnded() {
    ended.clear();
  }

  /** Whose calls are under way. */
  List<String> waiting() {
    return running.stream().map(one -> one.actor.name()).sorted().toList();
  }

  /** Interrupts every call, the last one first, so that nobody moves up while others leave. */
  void interruptAll() {
    for (int i = running.size() - 1; i >= 0; i--) {
      running.get(i).call.interrupt();
      harness.settle();
    }
  }

  // ---- time

  void advance(Duration duration) {
    harness.advance(duration);
  }

  /** Returns when what was done has had its effects, and who is not cut off is connected. */
  void settle() {
    reachAll();
    harness.settle();
  }

  void reachAll() {
    actors.stream().filter(actor -> !actor.isCut()).forEach(this::reach);
  }

  /** A client that can ask is connected, and has been told what went before the answer. */
  private void reach(Actor actor) {
    eventually(actor + " can be reached", () -> answers(actor));
  }

  private boolean answers(Actor actor) {
    try {
      return actor.client().lock(path("nobody-locks-this")).contenders().isEmpty();
    } catch (CoordinationException | IllegalStateException closedOrOutOfReach) {
      return !isOpen(actor);
    }
  }

  private static boolean isOpen(Actor actor) {
    return actor.client().connectionState() != ConnectionState.CLOSED;
  }

  void eventually(String what, BooleanSupplier condition) {
    check(within(condition), what);
  }

  /**
   * Waits until an actor has been told something of its connection; its client is not asked
   * meanwhile, which might have to wait for its link.
   */
  void untilTold(Actor actor, String what, BooleanSupplier condition) {
    if (harness.virtualTime()) {
      harness.settle();
    }
    check(
        actor.awaitTold(condition, harness.virtualTime() ? Duration.ZERO : patience), actor + what);
  }

  private void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError("on %s not within %s: %s".formatted(harness.name(), patience, what));
    }
  }

  /** Lets time pass until a condition holds; false if it does not in time. */
  boolean within(BooleanSupplier condition) {
    long begun = System.nanoTime();
    harness.settle();
    while (!condition.getAsBoolean()) {
      if (harness.virtualTime() || System.nanoTime() - begun > patience.toNanos()) {
        return false; // where time is virtual, all that happens without it has happened
      }
      harness.advance(STEP);
    }
    return true;
  }

  @Override
  public void close() {
    running.forEach(one -> one.call.interrupt());
    actors.stream().filter(Actor::isCut).forEach(Actor::restoreLink);
    harness.close();
  }
}
