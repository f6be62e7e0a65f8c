package dev.coordination.it.kazoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.DistributedBarrier;
import dev.coordination.it.Backend;
import dev.coordination.it.Bounded;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One barrier of Python and Java. */
@Timeout(60)
class KazooBarrierTest extends KazooTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  private static Future<Boolean> startAwait(DistributedBarrier barrier) {
    return Bounded.start(
        () -> {
          barrier.await();
          return true;
        });
  }

  @ParameterizedTest
  @EnumSource
  void eachWaitsForTheOthersRemoval(Backend backend) throws InterruptedException {
    var pythons = pythons(2);
    var python = pythons.get(0);
    var java = java(backend, "java").barrier(path);
    assertThat(Bounded.get(pythons.get(1).waitAtBarrier(path, LONG))).isTrue();
    assertThat(java.create()).isTrue();
    assertThat(Bounded.get(pythons.get(1).waitAtBarrier(path, Duration.ZERO))).isFalse();
    var inPython = python.waitAtBarrier(path, LONG);
    python.awaitWatch(path);
    assertThat(inPython).isNotDone();
    assertThat(java.remove()).isTrue();
    assertThat(Bounded.get(inPython)).isTrue();

    python.createBarrier(path);
    assertThat(java.exists()).isTrue();
    assertThat(java.create()).isFalse();
    assertThat(java.await(Duration.ZERO)).isFalse();
    var inJava = startAwait(java);
    awaitWatched(path);
    assertThat(inJava).isNotDone();
    assertThat(python.removeBarrier(path)).isTrue();
    assertThat(Bounded.get(inJava)).isTrue();
    assertThat(python.removeBarrier(path)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void partiesOpenItForPythonAndPythonForThem(Backend backend) throws InterruptedException {
    var python = python();
    var first = java(backend, "first").barrier(path, 2);
    var second = java(backend, "second").barrier(path, 2);
    var waiting = startAwait(first);
    assertThat(onlooker.awaitInLine(path + "-__waiters__", 1)).hasSize(1);
    var inPython = python.waitAtBarrier(path, LONG);
    python.awaitWatch(path);
    assertThat(Bounded.get(python.waitAtBarrier(path, Duration.ZERO))).isFalse();
    assertThat(inPython).isNotDone();
    assertThat(second.await(LONG)).isTrue();
    assertThat(Bounded.get(waiting)).isTrue();
    assertThat(Bounded.get(inPython)).isTrue();
    assertThat(onlooker.awaitInLine(path + "-__waiters__", 0)).isEmpty();

    waiting = startAwait(first);
    assertThat(onlooker.awaitInLine(path + "-__waiters__", 1)).hasSize(1);
    assertThat(python.removeBarrier(path)).isTrue();
    assertThat(Bounded.get(waiting)).isTrue();
    assertThat(second.await(Duration.ZERO)).as("counted who was let through").isFalse();
  }

  @Test
  void anyOfThreeOpensItForAllThree() {
    var python = python();
    var raw = java(Backend.RAW, "raw").barrier(path);
    var curator = java(Backend.CURATOR, "curator").barrier(path);
    var removers =
        List.<BooleanSupplier>of(() -> python.removeBarrier(path), raw::remove, curator::remove);
    for (var remover : removers) {
      python.createBarrier(path);
      var waiting = List.of(python.waitAtBarrier(path, LONG), startAwait(raw), startAwait(curator));
      awaitWatchers(waiting.size(), () -> server.watchers(path));
      assertThat(waiting).noneMatch(Future::isDone);
      assertThat(raw.exists() && curator.exists()).isTrue();

      assertThat(remover.getAsBoolean()).isTrue();

      assertThat(waiting).allSatisfy(wait -> assertThat(Bounded.get(wait)).isTrue());
      assertThat(raw.exists() || curator.exists()).isFalse();
    }
  }

  @Test
  void partiesOfBothBackendsOpenItForPython() throws InterruptedException {
    var python = python();
    var raw = startAwait(java(Backend.RAW, "raw").barrier(path, 2));
    assertThat(onlooker.awaitInLine(path + "-__waiters__", 1)).hasSize(1);
    var inPython = python.waitAtBarrier(path, LONG);
    python.awaitWatch(path);
    assertThat(raw.isDone() || inPython.isDone()).as("opened by one of two").isFalse();

    assertThat(java(Backend.CURATOR, "curator").barrier(path, 2).await(LONG)).isTrue();

    assertThat(Bounded.get(raw)).isTrue();
    assertThat(Bounded.get(inPython)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void aBarrierOutlivesADeadPython(Backend backend) throws InterruptedException {
    var dead = python(SHORT_SESSION);
    dead.createBarrier(path);
    var barrier = java(backend, "java").barrier(path);
    var waiting = startAwait(barrier);
    awaitWatched(path);
    dead.kill();
    assertThat(server.awaitEnded(dead.session(), Duration.ofSeconds(20))).isTrue();
    assertThat(barrier.exists()).isTrue();
    assertThat(waiting.isDone()).isFalse();
    assertThat(barrier.remove()).isTrue();
    assertThat(Bounded.get(waiting)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void aBarrierOutlivesADeadJava(Backend backend) throws InterruptedException {
    var dying = mortalJava(backend, "dying");
    assertThat(dying.client().barrier(path).create()).isTrue();
    var python = python();
    var waiting = python.waitAtBarrier(path, LONG);
    python.awaitWatch(path);

    dying.expireByTime();

    assertThat(Bounded.get(python.waitAtBarrier(path, Duration.ZERO))).isFalse();
    assertThat(waiting).isNotDone();
    assertThat(java(backend, "other").barrier(path).remove()).isTrue();
    assertThat(Bounded.get(waiting)).isTrue();
  }
}
