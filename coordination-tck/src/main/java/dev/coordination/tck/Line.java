package dev.coordination.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.CoordinationClient;
import dev.coordination.Hold;
import dev.coordination.HoldState;
import dev.coordination.tck.StoreInspector.Contender;
import dev.coordination.tck.StoreInspector.Stake;
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
  private final Recipe recipe;
  private final String path;
  private final ExclusionMonitor monitor;
  private final HoldHistory history = new HoldHistory();

  Line(Stage stage, Recipe recipe, String path) {
    this.stage = stage;
    this.recipe = recipe;
    this.path = path;
    this.monitor = stage.monitor(path, recipe);
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
    Recipe next = next();
    long called = history.instant();
    return actor.start(
        "acquires " + path, () -> report(actor, next, next.acquire(view, path), called));
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
    Recipe next = next();
    long called = history.instant();
    return actor.start(
        "waits %s for %s".formatted(timeout, path),
        () ->
            next.tryFor(actor.client(), path, timeout)
                .map(hold -> report(actor, next, hold, called)));
  }

  Optional<Hold> tryFor(Actor actor, Duration timeout) {
    return stage.await(startTry(actor, timeout));
  }

  Call<Optional<Hold>> startTry(Actor actor) {
    Recipe next = next();
    long called = history.instant();
    return actor.start(
        "tries " + path,
        () -> next.tryNow(actor.client(), path).map(hold -> report(actor, next, hold, called)));
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
    return next().async(actor.client(), path);
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
    return report(actor, stakeOf(hold), hold);
  }

  private <H extends Hold> H report(Actor actor, Recipe granted, H hold, long called) {
    if (history.granted(actor.name(), granted.stake(), hold, called)) {
      monitor.excuse(hold.fencingToken());
    }
    return report(actor, granted.stake(), hold);
  }

  private <H extends Hold> H report(Actor actor, Stake stake, H hold) {
    return stage.own(actor, monitor.granted(actor.name(), stake, hold));
  }

  /** What the store knows of it; one that has ended already excludes nobody any more. */
  private Stake stakeOf(Hold hold) {
    return contenders().stream()
        .filter(contender -> contender.token() == hold.fencingToken())
        .map(Contender::stake)
        .findAny()
        .orElse(recipe.stake());
  }

  /** What the next in line is to ask for. */
  Recipe next() {
    return recipe.behind(contenders());
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
    return recipe.line(stage.harness.inspector(), path);
  }

  List<String> names() {
    return contenders().stream().map(Contender::identifier).toList();
  }

  List<String> namesSeenBy(Actor actor) {
    return actor.call("lists " + path, () -> recipe.contenders(actor.client(), path));
  }

  /** Those of a line that a client can see. */
  List<String> visible(String... line) {
    return recipe.visible(List.of(line));
  }

  /** What was held through the calls that were started here. */
  HoldHistory history() {
    return history;
  }

  /** Fails unless some order of all holds so far explains them. */
  void isPossible() {
    assertTrue(
        history.isPossible(recipe.limit()), () -> "no order of these explains them:" + history);
  }

  /** The token of the contender at a place in the line. */
  long tokenAt(int position) {
    return contenders().get(position).token();
  }

  /**
   * Fails unless a wait was granted what it stood in line for. A permit has a token of its own,
   * which the wait for it did not have.
   */
  void keptPlace(long place, Hold granted) {
    boolean kept =
        recipe.stake() == Stake.PERMIT
            ? granted.fencingToken() >= place
            : granted.fencingToken() == place;
    assertTrue(kept, () -> TckTest.say(granted) + " was not granted in the place " + place);
  }

  /** Whether what was granted is in the store. */
  boolean shows(Hold hold) {
    return contenders().stream().anyMatch(one -> one.token() == hold.fencingToken());
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
    assertTrue(
        ExclusionMonitor.isGranted(line, hold.fencingToken()),
        () -> TckTest.say(hold) + " is not first in the store's line " + line);
  }

  // ---- the hand in the store

  void deleteContender(int position) {
    stage.uses(Capability.DELETE_BY_HAND);
    monitor.excuse(contenders().get(position));
    recipe.delete(stage.harness.inspector(), path, position);
  }

  void deleteAll() {
    stage.uses(Capability.DELETE_BY_HAND);
    monitor.endedByHand(null);
    recipe.deleteAll(stage.harness.inspector(), path);
  }

  /** The path with all below it only: who waits for a permit stands beside it. */
  void deletePath() {
    stage.uses(Capability.DELETE_BY_HAND);
    monitor.endedByHand(null);
    stage.harness.inspector().deleteAll(path);
  }
}
