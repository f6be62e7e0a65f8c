package dev.coordination.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coordination.DistributedBarrier;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the tests of barriers have in common. */
abstract class BarrierRules extends TckTest {

  static final Duration LONG = Duration.ofSeconds(Long.MAX_VALUE);

  final String path() {
    return path("barrier");
  }

  final DistributedBarrier plain(Actor actor) {
    return actor.client().barrier(path());
  }

  final DistributedBarrier of(int parties, Actor actor) {
    return actor.client().barrier(path(), parties);
  }

  final Call<@Nullable Void> startAwait(Actor actor, DistributedBarrier barrier) {
    return actor.<@Nullable Void>start(
        "waits at " + path(),
        () -> {
          barrier.await();
          return null;
        });
  }

  final Call<Boolean> startAwait(Actor actor, DistributedBarrier barrier, Duration timeout) {
    return actor.start("waits %s at %s".formatted(timeout, path()), () -> barrier.await(timeout));
  }

  final boolean passes(Actor actor, DistributedBarrier barrier, Duration timeout) {
    return await(startAwait(actor, barrier, timeout));
  }

  /** Whether the barrier is up, as the store has it. */
  final boolean isUp() {
    return store().read(path()).isPresent();
  }

  /** How many wait who count. */
  final int waiting() {
    return store().residue(path()).size();
  }

  final void haveCome(int count) {
    eventually(() -> waiting() + " have come, not " + count, () -> waiting() == count);
  }

  /** Starts a wait, and returns when the store counts it. */
  final Call<@Nullable Void> come(Actor actor, int parties) {
    int before = waiting();
    Call<@Nullable Void> call = startAwait(actor, of(parties, actor));
    haveCome(before + 1);
    return call;
  }

  final void wait(Call<?>... calls) {
    stage().never(() -> "passed too early: " + Arrays.toString(calls), () -> anyDone(calls));
  }

  private static boolean anyDone(Call<?>... calls) {
    return Stream.of(calls).anyMatch(Call::isDone);
  }

  final void pass(List<? extends Call<?>> calls) {
    calls.forEach(this::await);
  }

  final void isFree() {
    eventually(() -> "left: " + store().residue(path()), () -> waiting() == 0);
  }

  final void isUp(boolean up) {
    assertEquals(up, isUp(), "whether the barrier is up");
  }
}
