package dev.coordination.it.kazoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.HoldState;
import dev.coordination.it.Backend;
import dev.coordination.it.Bounded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Python and Java in one line of contenders. */
class KazooLockTest extends KazooTest {

  /** For the server's clock and a busy machine, on top of a session timeout. */
  private static final Duration MARGIN = Duration.ofSeconds(10);

  @ParameterizedTest
  @EnumSource
  void javaWaitsForPython(Backend backend) {
    var python = python();
    var java = java(backend, "java").lock(path);
    var node = Bounded.get(python.acquire(path, "python"));

    assertThat(java.tryAcquire()).isEmpty();
    var waiting = java.acquireAsync();
    var unused = onlooker.awaitInLine(path, 2);
    assertThat(java.contenders()).containsExactly("python", "java");
    assertThat(python.contenders(path)).containsExactly("python", "java");
    assertThat(waiting).isNotDone();
    long before = czxid(node);

    python.release(node);

    var hold = Bounded.get(waiting);
    assertThat(hold.fencingToken()).isGreaterThan(before);
    assertThat(python.tryAcquire(path, "python")).isFalse();
    assertThat(java.contenders()).containsExactly("java");
    hold.release();
    assertThat(python.tryAcquire(path, "python")).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void pythonWaitsForJava(Backend backend) {
    var python = python();
    var java = java(backend, "java").lock(path);
    var hold = Bounded.get(java.acquireAsync());

    assertThat(python.tryAcquire(path, "python")).isFalse();
    var waiting = python.acquire(path, "python");
    var unused = onlooker.awaitInLine(path, 2);
    assertThat(java.contenders()).containsExactly("java", "python");
    assertThat(python.contenders(path)).containsExactly("java", "python");
    python.awaitWatch(path);
    assertThat(waiting).isNotDone();

    hold.release();

    var node = Bounded.get(waiting);
    assertThat(czxid(node)).isGreaterThan(hold.fencingToken());
    assertThat(java.tryAcquire()).isEmpty();
    assertThat(python.contenders(path)).containsExactly("python");
    python.release(node);
    assertThat(java.tryAcquire()).isPresent();
  }

  @ParameterizedTest
  @EnumSource
  void aDeadPythonIsSucceededByJava(Backend backend) {
    var python = python(SHORT_SESSION);
    var java = java(backend, "java").lock(path);
    var node = Bounded.get(python.acquire(path, "python"));
    var waiting = java.acquireAsync();
    var unused = onlooker.awaitInLine(path, 2);
    long before = czxid(node);

    long killed = System.nanoTime();
    python.kill();

    var hold = Bounded.get(waiting);
    assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(SHORT_SESSION.plus(MARGIN));
    assertThat(server.isAlive(python.session())).isFalse();
    assertThat(hold.fencingToken()).isGreaterThan(before);
    assertThat(java.contenders()).containsExactly("java");
  }

  @ParameterizedTest
  @EnumSource
  void aDeadJavaIsSucceededByPython(Backend backend) {
    var python = python();
    var java = mortalJava(backend, "java");
    var hold = Bounded.get(java.client().lock(path).acquireAsync());
    var waiting = python.acquire(path, "python");
    var unused = onlooker.awaitInLine(path, 2);
    python.awaitWatch(path);
    assertThat(waiting).isNotDone();

    java.expireByTime();

    var node = Bounded.get(waiting);
    assertThat(czxid(node)).isGreaterThan(hold.fencingToken());
    assertThat(hold.state()).isEqualTo(HoldState.LOST);
    assertThat(python.contenders(path)).containsExactly("python");
  }

  /** It takes itself for the holder for ever: no session gives it the lock again. */
  @ParameterizedTest
  @EnumSource
  void anObjectOfPythonThatLostItsSessionStaysAcquired(Backend backend) {
    var python = python();
    var java = java(backend, "java").lock(path);
    var node = Bounded.get(python.acquire(path, "python"));
    var waiting = java.acquireAsync();
    assertThat(onlooker.awaitInLine(path, 2)).isNotEmpty();

    python.loseSession();

    var hold = Bounded.get(waiting);
    assertThat(python.isAcquired(node)).as("while Java has it").isTrue();
    hold.release();
    assertThat(java.contenders()).isEmpty();
    assertThat(python.tryAgain(node)).as("though nobody has it").isFalse();
    assertThat(python.tryAcquire(path, "python")).as("another object").isTrue();
    assertThat(java.tryAcquire()).isEmpty();
  }

  @Test
  void theDeadInLineArePassedOver() {
    var dyingPython = python(SHORT_SESSION);
    var dyingJava = mortalJava(Backend.CURATOR, "dying Java");
    var python = python();
    var hold = Bounded.get(java(Backend.RAW, "holder").lock(path).acquireAsync());
    var line =
        new ArrayList<CompletableFuture<?>>(List.of(CompletableFuture.completedFuture(hold)));
    join(line, dyingPython.acquire(path, "dying Python"));
    join(line, dyingJava.client().lock(path).acquireAsync());
    var last = python.acquire(path, "last");
    join(line, last);

    dyingPython.kill();
    dyingJava.expireByTime();
    var unused = onlooker.awaitInLine(path, 2);
    python.awaitWatch(path);
    assertThat(last).as("the holder lives").isNotDone();
    assertThat(hold.isHeld()).isTrue();
    hold.release();

    assertThat(czxid(Bounded.get(last))).isGreaterThan(hold.fencingToken());
    assertThat(line.subList(1, 3))
        .noneMatch(waiting -> waiting.isDone() && !waiting.isCompletedExceptionally());
  }

  @Test
  void firstComeFirstServed() {
    var python1 = python();
    var raw = java(Backend.RAW, "raw");
    var python2 = python();
    var curator = java(Backend.CURATOR, "curator");
    var line = new MixedLine(onlooker, path);
    for (int round = 0; round < 2; round++) {
      line.behind("python 1", inPython(python1, "python 1"));
      line.behind("raw", raw.lock(path).acquireAsync().thenApply(hold -> hold::release));
      line.behind("python 2", inPython(python2, "python 2"));
      line.behind("curator", curator.lock(path).acquireAsync().thenApply(hold -> hold::release));
    }

    line.passes(
        names -> {
          assertThat(raw.lock(path).contenders()).isEqualTo(names);
          assertThat(curator.lock(path).contenders()).isEqualTo(names);
          assertThat(python1.contenders(path)).isEqualTo(names);
        });
  }

  private CompletableFuture<Runnable> inPython(KazooClient python, String identifier) {
    return python.acquire(path, identifier).thenApply(node -> () -> python.release(node));
  }

  /** Lets another one stand behind all others before it returns. */
  private <T> void join(List<? super CompletableFuture<T>> line, CompletableFuture<T> last) {
    line.add(last);
    var unused = onlooker.awaitInLine(path, line.size());
  }
}
