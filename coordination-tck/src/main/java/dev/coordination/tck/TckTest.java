package dev.coordination.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.ConnectionState;
import dev.coordination.Hold;
import dev.coordination.HoldState;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What every contract has in common: a new harness for each test; after the test an inspection of
 * the store, the threads and the callbacks; and a failure that names its rule.
 *
 * <p>A backend extends each of the contracts by a class that makes its harness:
 *
 * <pre>{@code
 * class MyLockTest extends LockContract {
 *   @Override
 *   protected TckHarness newHarness() {
 *     return new MyHarness();
 *   }
 * }
 * }</pre>
 */
@SuppressWarnings("exports") // the extension is nobody else's business
@ExtendWith(TckExtension.class)
public abstract class TckTest {

  private @Nullable Stage stage;

  /** For subclasses. */
  protected TckTest() {}

  /**
   * Makes a harness for one test. The kit closes it.
   *
   * @return a new harness
   */
  protected abstract TckHarness newHarness();

  // ---- for the extension

  final TckHarness open(Set<Capability> declared) {
    stage = new Stage(this::newHarness, declared);
    return stage.harness;
  }

  final @Nullable Stage openStage() {
    return stage;
  }

  // ---- for the contracts

  final Stage stage() {
    Stage current = stage;
    if (current == null) {
      throw new IllegalStateException("no test is running");
    }
    return current;
  }

  final TckHarness harness() {
    return stage().harness;
  }

  final StoreInspector store() {
    return harness().inspector();
  }

  final Actor connect(String identifier) {
    return stage().connect(identifier);
  }

  /** A path of this test's own. */
  final String path(String name) {
    return harness().root() + "/" + name;
  }

  final Line line(Recipe recipe) {
    return line(recipe, path("line"));
  }

  final Line line(Recipe recipe, String path) {
    return new Line(stage(), recipe, path);
  }

  /** A line for each recipe, where a test is too slow to be run for each. */
  final List<Line> everyLine() {
    return HoldRecipe.chosen(harness().virtualTime()).stream()
        .map(recipe -> line(recipe, path("line-" + recipe)))
        .toList();
  }

  final <T extends @Nullable Object> T await(Call<T> call) {
    return stage().await(call);
  }

  final <T extends @Nullable Object> Call<T> start(String what, Callable<T> body) {
    return stage().start(what, body);
  }

  final void settle() {
    stage().settle();
  }

  final void advance(Duration duration) {
    stage().advance(duration);
  }

  final void eventually(Supplier<String> failure, BooleanSupplier condition) {
    stage().eventually(failure, condition);
  }

  final void never(Supplier<String> failure, BooleanSupplier condition) {
    stage().never(failure, condition);
  }

  /** Lets time pass until the hold has this state. */
  final void reaches(Hold hold, HoldState state) {
    eventually(() -> say(hold) + " did not become " + state, () -> hold.state() == state);
  }

  /** Lets time pass until the client knows of this state. */
  final void reaches(Actor actor, ConnectionState state) {
    eventually(
        () -> "%s is %s, not %s".formatted(actor, actor.client().connectionState(), state),
        () -> actor.client().connectionState() == state);
  }

  /** A listener of the client's connection. */
  final Recorder<ConnectionState> connection(Actor actor) {
    Recorder<ConnectionState> states = new Recorder<>();
    actor.client().onConnectionState(Runnable::run, states);
    return states;
  }

  /** A listener of the hold's state. */
  final Recorder<HoldState> states(Hold hold) {
    Recorder<HoldState> states = new Recorder<>();
    hold.onStateChange(Runnable::run, states);
    return states;
  }

  /** Ends the session by hand, and returns when the client knows and has a new one. */
  final void renewSession(Actor actor) {
    Recorder<ConnectionState> states = connection(actor);
    actor.expireNow();
    eventually(
        () -> actor + " was not told of the end of its session: " + states,
        () -> states.wasTold(ConnectionState.LOST));
    reaches(actor, ConnectionState.CONNECTED);
  }

  /**
   * Fails unless the call ends when this much time has passed since it began, neither before nor
   * much later.
   */
  final void lasts(Duration duration, Duration begun, Call<?> call) {
    if (harness().virtualTime()) {
      advance(begun.plus(duration).minus(stage().now()).minusMillis(1));
      settle();
      assertFalse(call.isDone(), () -> call + " ended too early: " + call.describe());
      advance(Duration.ofMillis(1));
      settle();
      assertTrue(call.isDone(), () -> call + " goes on after its time: " + call.describe());
      return;
    }
    stage().within(duration.plus(stage().promptly()), () -> call + " goes on", call::isDone);
    Duration took = call.took();
    assertTrue(took.compareTo(duration) >= 0, () -> call + " ended too early, after " + took);
    assertTrue(
        took.compareTo(duration.plus(harness().sessionTimeout())) <= 0,
        () -> call + " took " + took);
  }

  /** Fails unless the call ends without any time passing; where time is real, quickly. */
  final void endsAtOnce(Call<?> call) {
    if (harness().virtualTime()) {
      settle();
      assertTrue(call.isDone(), () -> call + " takes time");
      return;
    }
    stage().ended(call);
    assertTrue(call.took().compareTo(session(0.5)) < 0, () -> call + " took " + call.took());
  }

  /** A part of the session timeout. */
  final Duration session(double part) {
    return Duration.ofNanos((long) (harness().sessionTimeout().toNanos() * part));
  }

  /**
   * Fails unless each of these grants, in the order in which they were made, has a larger token.
   */
  static void assertIncreasing(List<Hold> grants) {
    List<Long> tokens = grants.stream().map(Hold::fencingToken).toList();
    List<Long> sorted = tokens.stream().distinct().sorted().toList();
    assertEquals(sorted, tokens, "the tokens of grants in succession");
  }

  /** How to speak of a hold in a failure. */
  static String say(Hold hold) {
    return "%s's hold of %s (token %d, %s)"
        .formatted(hold.identifier(), hold.path(), hold.fencingToken(), hold.state());
  }

  /** What the compiler's null checks would not let a test pass on purpose. */
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  static <T> T none() {
    return null;
  }
}
