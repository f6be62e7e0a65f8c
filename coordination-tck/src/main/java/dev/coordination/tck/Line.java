package dev.coordination.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.CoordinationClient;
import dev.coordination.Hold;
import dev.coordination.HoldState;
import dev.coordination.tck.StoreInspector.Contender;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * The line of contenders at one path, as a test uses it: whoever is granted something here is
 * reported to the path's {@link ExclusionMonitor} at once, and released at the end of the test.
 */
final class Line {

  private final Stage stage;
  private final HoldRecipe recipe;
  private final String path;
  private final ExclusionMonitor monitor;

  Line(Stage stage, HoldRecipe recipe, String path) {
    this.stage = stage;
    this.recipe = recipe;
    this.path = path;
    this.monitor = stage.monitor(path);
  }

  String path() {
    return path;
  }

  // ---- acquiring

  /** Acquires what must be granted without anybody's doing. */
  Hold acquire(Actor actor) {
    return stage.await(start(actor));
  }

  /** Starts to acquire. */
  Call<Hold> start(Actor actor) {
    return start(actor, actor.client());
  }

  /** Starts to acquire through a view of the actor's client. */
  Call<Hold> start(Actor actor, CoordinationClient view) {
    return actor.start("acquires " + path, () -> report(actor, recipe.acquire(view, path)));
  }

  /** Starts to acquire, and returns when the contender stands in line and waits. */
  Call<Hold> enqueue(Actor actor) {
    return enqueue(actor, actor.client());
  }

  /** Starts to acquire through a view, and returns when the contender stands in line and waits. */
  Call<Hold> enqueue(Actor actor, CoordinationClient view) {
    int before = contenders().size();
    Call<Hold> call = start(actor, view);
    joined(call, before);
    return call;
  }

  private void joined(Call<?> call, int before) {
    stage.eventually(
        () -> call + " did not join the line " + contenders() + "; it is " + call.describe(),
        () -> contenders().size() == before + 1);
    waits(call);
  }

  /** Starts to wait for a time, and returns when the contender stands in line and waits. */
  Call<Optional<Hold>> enqueue(Actor actor, Duration timeout) {
    int before = contenders().size();
    Call<Optional<Hold>> call = startTry(actor, timeout);
    joined(call, before);
    return call;
  }

  Call<Optional<Hold>> startTry(Actor actor, Duration timeout) {
    return actor.start(
        "waits %s for %s".formatted(timeout, path),
        () -> recipe.tryFor(actor.client(), path, timeout).map(hold -> report(actor, hold)));
  }

  Optional<Hold> tryFor(Actor actor, Duration timeout) {
    return stage.await(startTry(actor, timeout));
  }

  Call<Optional<Hold>> startTry(Actor actor) {
    return actor.start(
        "tries " + path,
        () -> recipe.tryNow(actor.client(), path).map(hold -> report(actor, hold)));
  }

  Optional<Hold> tryNow(Actor actor) {
    return stage.await(startTry(actor));
  }

  /** Acquires what must be free, right now. */
  Hold take(Actor actor) {
    return tryNow(actor)
        .orElseThrow(
            () -> new AssertionError(actor + " found the free path taken: " + contenders()));
  }

  CompletableFuture<? extends Hold> async(Actor actor) {
    return recipe.async(actor.client(), path);
  }

  /** Starts to acquire without a thread, and returns when the contender stands in line. */
  CompletableFuture<? extends Hold> enqueueAsync(Actor actor) {
    int before = contenders().size();
    CompletableFuture<? extends Hold> future = async(actor);
    stage.eventually(
        () -> actor + "'s future did not join the line " + contenders(),
        () -> contenders().size() == before + 1);
    return future;
  }

  /** Reports a grant that the test received by itself. */
  <H extends Hold> H report(Actor actor, H hold) {
    return stage.own(actor, monitor.granted(actor.name(), hold));
  }

  /** Lets time pass until the wait has been granted. */
  Hold granted(Call<Hold> call) {
    return stage.await(call);
  }

  // ---- looking

  /** Fails if one of the calls has ended, or does so although nothing happens. */
  void waits(Call<?>... calls) {
    stage.never(
        () -> "these must wait in line %s: %s".formatted(contenders(), describe(calls)),
        () -> Arrays.stream(calls).anyMatch(Call::isDone));
  }

  private static String describe(Call<?>... calls) {
    return Arrays.stream(calls)
        .map(call -> call + " is " + call.describe())
        .collect(Collectors.joining(", "));
  }

  List<Contender> contenders() {
    return stage.harness.inspector().contenders(path);
  }

  List<String> names() {
    return contenders().stream().map(Contender::identifier).toList();
  }

  List<String> namesSeenBy(Actor actor) {
    return actor.call("lists " + path, () -> recipe.contenders(actor.client(), path));
  }

  /** The token of the contender at a place in the line. */
  long tokenAt(int position) {
    return contenders().get(position).token();
  }

  /** Lets time pass until the line in the store is this. */
  void becomes(String... names) {
    stage.eventually(
        () -> "the line at %s is %s, not %s".formatted(path, contenders(), List.of(names)),
        () -> names().equals(List.of(names)));
  }

  /** Fails unless the hold is believed and the store agrees. */
  void isHeld(Hold hold) {
    stage.settle();
    assertEquals(HoldState.HELD, hold.state(), () -> TckTest.say(hold));
    List<Contender> line = contenders();
    boolean first = !line.isEmpty() && line.get(0).token() == hold.fencingToken();
    assertTrue(first, () -> TckTest.say(hold) + " is not first in the store's line " + line);
  }

  // ---- the hand in the store

  void deleteContender(int position) {
    stage.uses(Capability.DELETE_BY_HAND);
    monitor.endedByHand(null);
    stage.harness.inspector().deleteContender(path, position);
  }

  void deleteAll() {
    stage.uses(Capability.DELETE_BY_HAND);
    monitor.endedByHand(null);
    stage.harness.inspector().deleteAll(path);
  }
}
