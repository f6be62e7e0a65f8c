package dev.coordination.tck;

import dev.coordination.Hold;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Everything that lives as long as one test: the harness, the clients, the calls under way, the
 * judges of exclusion; how time passes; and the inspection at the end.
 *
 * <p>Nothing sleeps. {@link #settle} lets happen what can happen without time passing; {@link
 * #eventually} lets time pass in small steps until a condition holds. Both work alike whether time
 * is virtual or real, and the judges look at every step.
 */
final class Stage {

  private static final Duration FIRST_STEP = Duration.ofMillis(1);
  private static final Duration LARGEST_STEP = Duration.ofMillis(20);

  final TckHarness harness;
  private final Set<Capability> declared;
  private final Timeouts timeouts = Timeouts.fromSystemProperties();
  private final ThreadWatch threads;
  private final Map<String, ExclusionMonitor> monitors = new LinkedHashMap<>();
  private final List<Actor> actors = new ArrayList<>();
  private final Queue<Call<?>> calls = new ConcurrentLinkedQueue<>();
  private final Queue<Owned> holds = new ConcurrentLinkedQueue<>();
  private final Queue<Runnable> looks = new ConcurrentLinkedQueue<>();
  private final Queue<Runnable> ends = new ConcurrentLinkedQueue<>();
  private Duration passed = Duration.ZERO;

  /** A hold and whose it is. */
  private record Owned(Actor owner, Hold hold) {}

  Stage(Supplier<TckHarness> newHarness, Set<Capability> declared) {
    this.threads = new ThreadWatch();
    this.harness = newHarness.get();
    this.declared = declared;
  }

  /** Fails a test that uses a fault it does not declare: elsewhere it could not be aborted. */
  void uses(Capability capability) {
    if (!declared.contains(capability)) {
      throw new IllegalStateException("this test lacks @Requires(" + capability + ")");
    }
  }

  // ---- clients and calls

  Actor connect(String identifier) {
    Actor actor = new Actor(identifier, this, harness.connect(identifier));
    actors.add(actor);
    return actor;
  }

  /** The judge of a path; who asks for another number of permits has another judge. */
  synchronized ExclusionMonitor monitor(String path, Recipe recipe) {
    boolean permits = recipe.stake() == StoreInspector.Stake.PERMIT;
    return monitors.computeIfAbsent(
        permits ? path + " with " + recipe.limit() : path,
        key ->
            new ExclusionMonitor(
                path, recipe.limit(), () -> recipe.line(harness.inspector(), path)));
  }

  synchronized List<ExclusionMonitor> monitors() {
    return List.copyOf(monitors.values());
  }

  <H extends Hold> H own(Actor owner, H hold) {
    holds.add(new Owned(owner, hold));
    return hold;
  }

  /** Has a judge look at every step of the test. */
  void atEachStep(Runnable look) {
    looks.add(look);
  }

  /** Has something ended, without waiting, when the test is over. */
  void atEnd(Runnable end) {
    ends.add(end);
  }

  <T extends @Nullable Object> Call<T> start(String what, Callable<T> body) {
    Call<T> call = new Call<>(what, body);
    calls.add(call);
    harness.track(call.thread());
    call.thread().start();
    return call;
  }

  /** Lets time pass until the call has ended, and returns what it returned. */
  <T extends @Nullable Object> T await(Call<T> call) {
    ended(call);
    return call.result();
  }

  void ended(Call<?> call) {
    eventually(() -> call + " did not end; it is " + call.describe(), call::isDone);
  }

  // ---- time

  void settle() {
    harness.settle();
    look();
  }

  void advance(Duration duration) {
    harness.advance(duration);
    passed = passed.plus(duration);
    look();
  }

  private void look() {
    monitors().forEach(ExclusionMonitor::sample);
    looks.forEach(Runnable::run);
  }

  /** Time on this test's clock, from an arbitrary origin. */
  Duration now() {
    return harness.virtualTime() ? passed : Duration.ofNanos(System.nanoTime());
  }

  /** How long what must happen promptly may take. */
  Duration promptly() {
    Duration session = harness.sessionTimeout();
    boolean generous = !harness.virtualTime() && session.compareTo(timeouts.eventually()) < 0;
    return generous ? timeouts.eventually() : session;
  }

  void eventually(Supplier<String> failure, BooleanSupplier condition) {
    within(promptly(), failure, condition);
  }

  void within(Duration bound, Supplier<String> failure, BooleanSupplier condition) {
    Duration end = now().plus(bound);
    Duration step = FIRST_STEP;
    settle();
    while (!condition.getAsBoolean()) {
      if (now().compareTo(end) >= 0) {
        throw new AssertionError(failure.get() + " (within " + bound.toMillis() + " ms)");
      }
      advance(step);
      settle();
      step =
          step.multipliedBy(2).compareTo(largestStep()) < 0 ? step.multipliedBy(2) : largestStep();
    }
  }

  private Duration largestStep() {
    return harness.virtualTime() ? harness.sessionTimeout().dividedBy(20) : LARGEST_STEP;
  }

  /**
   * Looks at a condition again and again without letting anything else happen, but not for long;
   * where time is virtual then in the smallest steps of it, as long.
   */
  void spin(BooleanSupplier condition) {
    long end = System.nanoTime() + timeouts.never().toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    Duration last = now().plus(timeouts.never());
    while (harness.virtualTime() && !condition.getAsBoolean() && now().compareTo(last) < 0) {
      advance(FIRST_STEP);
    }
  }

  /** Looks on for a while at what must not become true. */
  void never(Supplier<String> failure, BooleanSupplier condition) {
    settle();
    refuse(failure, condition);
    advance(timeouts.never());
    settle();
    refuse(failure, condition);
  }

  private static void refuse(Supplier<String> failure, BooleanSupplier condition) {
    if (condition.getAsBoolean()) {
      throw new AssertionError(failure.get());
    }
  }

  // ---- the end of the test

  /** Brings everything to an orderly end and inspects what is left. */
  void finish() {
    try {
      windUp();
    } finally {
      threads.forget();
      closeHarness();
    }
    threads.inspect(harness, timeouts.eventually());
  }

  private void windUp() {
    calls.forEach(Call::giveUp);
    actors.forEach(Actor::heal);
    calls.forEach(this::ended);
    holds.stream()
        .filter(owned -> !owned.owner().dead())
        .forEach(owned -> owned.hold().releaseAsync());
    ends.forEach(Runnable::run);
    Duration sessionAndPromptly =
        promptly().multipliedBy(2); // what only the end of a session removes
    try {
      within(
          sessionAndPromptly, () -> "left in the store: " + residue(), () -> residue().isEmpty());
    } catch (AssertionError left) {
      throw RuleFailure.of(List.of("WAIT-03"), left);
    }
    monitors().forEach(ExclusionMonitor::rethrow);
  }

  private List<String> residue() {
    return harness.inspector().residue(harness.root());
  }

  /** Ends what a failed test left under way. */
  void abandon() {
    threads.forget();
    calls.forEach(Call::giveUp);
    closeHarness();
  }

  /** Closes the harness on another thread, so that one that hangs fails this test and no other. */
  private void closeHarness() {
    Call<@Nullable Void> close =
        new Call<>(
            "closes the harness",
            () -> {
              harness.close();
              return null;
            });
    close.thread().start();
    if (!ThreadWatch.endsWithin(timeouts.eventually(), close.thread())) {
      throw RuleFailure.of("CLIENT-06", "the harness cannot close its clients");
    }
    close.result();
  }
}
