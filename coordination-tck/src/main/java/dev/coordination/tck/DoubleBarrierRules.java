package dev.coordination.tck;

import dev.coordination.DistributedDoubleBarrier;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the tests of double barriers have in common. */
abstract class DoubleBarrierRules extends TckTest {

  static final Duration LONG = Duration.ofSeconds(Long.MAX_VALUE);

  final String path() {
    return path("double");
  }

  /** A new participant. */
  final DistributedDoubleBarrier of(int parties, Actor actor) {
    return actor.client().doubleBarrier(path(), parties);
  }

  final Call<@Nullable Void> startEnter(Actor actor, DistributedDoubleBarrier barrier) {
    return actor.<@Nullable Void>start(
        "enters " + path(),
        () -> {
          barrier.enter();
          return null;
        });
  }

  final Call<Boolean> startEnter(Actor actor, DistributedDoubleBarrier barrier, Duration timeout) {
    return actor.start("enters %s in %s".formatted(path(), timeout), () -> barrier.enter(timeout));
  }

  final Call<@Nullable Void> startLeave(Actor actor, DistributedDoubleBarrier barrier) {
    return actor.<@Nullable Void>start(
        "leaves " + path(),
        () -> {
          barrier.leave();
          return null;
        });
  }

  final Call<Boolean> startLeave(Actor actor, DistributedDoubleBarrier barrier, Duration timeout) {
    return actor.start("leaves %s in %s".formatted(path(), timeout), () -> barrier.leave(timeout));
  }

  final boolean enters(Actor actor, DistributedDoubleBarrier barrier, Duration timeout) {
    return await(startEnter(actor, barrier, timeout));
  }

  final boolean leaves(Actor actor, DistributedDoubleBarrier barrier, Duration timeout) {
    return await(startLeave(actor, barrier, timeout));
  }

  /** Starts to enter, and returns when the store knows. */
  final Call<@Nullable Void> come(Actor actor, DistributedDoubleBarrier barrier) {
    int before = there();
    Call<@Nullable Void> call = startEnter(actor, barrier);
    areThere(before + 1);
    return call;
  }

  /** Both enter, of two parties. */
  final void enterBoth(
      Actor a, DistributedDoubleBarrier one, Actor b, DistributedDoubleBarrier other) {
    var first = startEnter(a, one);
    all(startEnter(b, other), first);
  }

  /** Both leave, of two parties. */
  final void leaveBoth(
      Actor a, DistributedDoubleBarrier one, Actor b, DistributedDoubleBarrier other) {
    var first = startLeave(a, one);
    all(startLeave(b, other), first);
    isFree();
  }

  /** How many wait or are inside. */
  final int there() {
    return store().residue(path()).size();
  }

  final void areThere(int count) {
    eventually(() -> there() + " are there, not " + count, () -> there() == count);
  }

  final void isFree() {
    eventually(() -> "left: " + store().residue(path()), () -> there() == 0);
  }

  final void wait(Call<?>... calls) {
    stage().never(() -> "returned too early: " + Arrays.toString(calls), () -> anyDone(calls));
  }

  private static boolean anyDone(Call<?>... calls) {
    return Stream.of(calls).anyMatch(Call::isDone);
  }

  final void all(Call<?>... calls) {
    List.of(calls).forEach(this::await);
  }

  /** Loses the reply to a write that is to come, or the write itself. */
  static void lose(Actor actor, int n, boolean reply) {
    if (reply) {
      actor.loseReplyOfWrite(n);
    } else {
      actor.loseWrite(n);
    }
  }
}
