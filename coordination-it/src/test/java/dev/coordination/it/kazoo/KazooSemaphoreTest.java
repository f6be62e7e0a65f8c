package dev.coordination.it.kazoo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coordination.ConfigurationMismatchException;
import dev.coordination.Hold;
import dev.coordination.HoldState;
import dev.coordination.it.Backend;
import dev.coordination.it.Bounded;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Permits in Python and Java. */
class KazooSemaphoreTest extends KazooTest {

  private static final int LIMIT = 2;

  @ParameterizedTest
  @EnumSource
  void javaWaitsForAPermitOfPython(Backend backend) {
    var python = python();
    var java = java(backend, "java").semaphore(path, LIMIT);
    var first = Bounded.get(python.acquirePermit(path, "first", LIMIT));
    var second = Bounded.get(python.acquirePermit(path, "second", LIMIT));
    long before = czxid(second);
    assertThat(java.tryAcquire()).isEmpty();
    var waiting = java.acquireAsync();
    var unused = onlooker.awaitInLine(guard(), 1);
    assertThat(java.leaseHolders()).containsExactlyInAnyOrder("first", "second");
    assertThat(waiting).isNotDone();

    python.release(first);

    var hold = Bounded.get(waiting);
    assertThat(hold.fencingToken()).isGreaterThan(before);
    assertThat(python.tryPermit(path, "third", LIMIT)).isFalse();
    assertThat(java.leaseHolders()).containsExactlyInAnyOrder("java", "second");
    assertThat(python.leaseHolders(path)).containsExactlyInAnyOrder("java", "second");
    hold.release();
    assertThat(python.tryPermit(path, "third", LIMIT)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void pythonWaitsForAPermitOfJava(Backend backend) {
    var python = python();
    var java = java(backend, "java").semaphore(path, LIMIT);
    var first = Bounded.get(java.acquireAsync());
    var second = Bounded.get(java.acquireAsync());
    assertThat(python.tryPermit(path, "python", LIMIT)).isFalse();
    var waiting = python.acquirePermit(path, "python", LIMIT);
    var unused = onlooker.awaitInLine(guard(), 1);
    var behind = java.acquireAsync();
    unused = onlooker.awaitInLine(guard(), 2);
    assertThat(java.tryAcquire()).isEmpty();

    second.release();

    var node = Bounded.get(waiting);
    assertThat(czxid(node)).isGreaterThan(second.fencingToken());
    assertThat(behind).as("in the order of arrival").isNotDone();
    python.release(node);
    var third = Bounded.get(behind);
    assertThat(third.fencingToken()).isGreaterThan(second.fencingToken());
    assertThat(first.isHeld()).isTrue();
    assertThat(java.leaseHolders()).containsExactly("java", "java");
  }

  @ParameterizedTest
  @EnumSource
  void theyStandInOneLine(Backend backend) {
    var python = python();
    var java = java(backend, "java").semaphore(path, 1);
    var node = Bounded.get(python.acquirePermit(path, "holder", 1));
    var first = java.acquireAsync();
    var unused = onlooker.awaitInLine(guard(), 1);
    var second = python.acquirePermit(path, "second", 1);
    unused = onlooker.awaitInLine(guard(), 2);
    var third = java.acquireAsync();
    unused = onlooker.awaitInLine(guard(), 3);

    python.release(node);
    Hold hold = Bounded.get(first);
    assertThat(second).isNotDone();
    hold.release();
    node = Bounded.get(second);
    assertThat(third).isNotDone();
    python.release(node);
    assertThat(Bounded.get(third).isHeld()).isTrue();
  }

  @Test
  void permitsOfAllThreeAreGrantedInOneLineAndNeverTooMany() {
    var python = python();
    var raw = java(Backend.RAW, "raw").semaphore(path, LIMIT);
    var curator = java(Backend.CURATOR, "curator").semaphore(path, LIMIT);
    var line = List.of("python", "raw", "curator", "python", "curator", "raw", "python");
    var grants = new ArrayList<CompletableFuture<Runnable>>();
    for (String name : line) {
      grants.add(
          switch (name) {
            case "raw" -> raw.acquireAsync().thenApply(hold -> hold::release);
            case "curator" -> curator.acquireAsync().thenApply(hold -> hold::release);
            default ->
                python.acquirePermit(path, name, LIMIT).thenApply(p -> () -> python.release(p));
          });
      var unused = onlooker.awaitInLine(path, Math.min(LIMIT, grants.size()));
      unused = onlooker.awaitInLine(guard(), Math.max(0, grants.size() - LIMIT));
    }

    for (int gone = 0; gone < line.size(); gone++) {
      int in = Math.min(gone + LIMIT, line.size());
      var holders = line.subList(gone, in).toArray(String[]::new);
      grants.subList(gone, in).forEach(Bounded::get);
      assertThat(python.leaseHolders(path)).containsExactlyInAnyOrder(holders);
      assertThat(raw.leaseHolders()).containsExactlyInAnyOrder(holders);
      assertThat(curator.leaseHolders()).containsExactlyInAnyOrder(holders);
      assertThat(grants.subList(in, line.size())).noneMatch(CompletableFuture::isDone);
      Bounded.get(grants.get(gone)).run();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDeadPythonGivesItsPermitsToJava(Backend backend) {
    var python = python(SHORT_SESSION);
    var java = java(backend, "java").semaphore(path, LIMIT);
    var unused = Bounded.get(python.acquirePermit(path, "python", LIMIT));
    var node = Bounded.get(python.acquirePermit(path, "python", LIMIT));
    long before = czxid(node);
    var first = java.acquireAsync();
    var second = java.acquireAsync();
    var unusedToo = onlooker.awaitInLine(guard(), 2);

    python.kill();

    for (var waiting : List.of(first, second)) {
      assertThat(Bounded.get(waiting).fencingToken()).isGreaterThan(before);
    }
    assertThat(server.isAlive(python.session())).isFalse();
    assertThat(java.leaseHolders()).containsExactly("java", "java");
  }

  @ParameterizedTest
  @EnumSource
  void aDeadPythonInTheGuardLineStopsNobody(Backend backend) {
    var python = python(SHORT_SESSION);
    var java = java(backend, "java").semaphore(path, 1);
    var hold = Bounded.get(java.acquireAsync());
    var dead = python.acquirePermit(path, "python", 1);
    var unused = onlooker.awaitInLine(guard(), 1);
    var behind = java.acquireAsync();
    unused = onlooker.awaitInLine(guard(), 2);
    awaitWatched(nodeOf(python, guard()));
    assertThat(behind).as("behind the one that dies").isNotDone();

    python.kill();
    hold.release();

    assertThat(Bounded.get(behind).isHeld()).isTrue();
    assertThat(dead).isCompletedExceptionally();
  }

  @ParameterizedTest
  @EnumSource
  void aDeadJavaGivesItsPermitToPython(Backend backend) {
    var python = python();
    var java = mortalJava(backend, "java");
    var hold = Bounded.get(java.client().semaphore(path, 1).acquireAsync());
    var waiting = python.acquirePermit(path, "python", 1);
    var unused = onlooker.awaitInLine(guard(), 1);
    python.awaitWatch(path);
    assertThat(waiting).isNotDone();

    java.expireByTime();

    assertThat(czxid(Bounded.get(waiting))).isGreaterThan(hold.fencingToken());
    assertThat(hold.state()).isEqualTo(HoldState.LOST);
    assertThat(python.leaseHolders(path)).containsExactly("python");
  }

  @ParameterizedTest
  @EnumSource
  void theLimitIsOfBoth(Backend backend) {
    var python = python();
    var java = java(backend, "java");
    var node = Bounded.get(python.acquirePermit(path, "python", LIMIT));
    assertThat(data(path)).isEqualTo("2");
    assertThatThrownBy(() -> java.semaphore(path, LIMIT + 1).tryAcquire())
        .isInstanceOf(ConfigurationMismatchException.class);
    var hold = java.semaphore(path, LIMIT).tryAcquire().orElseThrow();
    assertThat(data(path)).isEqualTo("2");
    python.release(node);
    hold.release();

    var other = java.semaphore(path, LIMIT + 1).tryAcquire().orElseThrow();
    assertThat(data(path)).isEqualTo("3");
    assertThatThrownBy(() -> python.tryPermit(path, "python", LIMIT))
        .hasStackTraceContaining("Inconsistent max leases");
    assertThat(python.tryPermit(path, "python", LIMIT + 1)).isTrue();
    assertThat(other.isHeld()).isTrue();
  }

  /** Kazoo compares the limit once for each object: such an object holds on to the old one. */
  @ParameterizedTest
  @EnumSource
  void anObjectOfPythonThatIsUsedAgainKeepsTheLimitItSaw(Backend backend) {
    var python = python();
    python.makeSemaphore(path, "python", LIMIT + 1);
    assertThat(python.tryAgain(path)).isTrue();
    python.releaseAgain(path);
    var java = java(backend, "java").semaphore(path, LIMIT);
    var first = java.tryAcquire().orElseThrow();
    var second = java.tryAcquire().orElseThrow();
    assertThat(data(path)).isEqualTo("2");

    assertThat(python.tryAgain(path)).as("a third of two").isTrue();

    assertThat(java.leaseHolders()).containsExactlyInAnyOrder("java", "java", "python");
    assertThat(java.tryAcquire()).isEmpty();
    assertThat(first.isHeld() && second.isHeld()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void permitsHaveKazoosNodes(Backend backend) {
    var pythons = new Stat();
    var node = Bounded.get(python().acquirePermit(path, "größer", LIMIT));
    assertThat(node).matches(path + "/[0-9a-f]{32}");
    var hold = Bounded.get(java(backend, "größer").semaphore(path, LIMIT).acquireAsync());
    var names = onlooker.awaitInLine(path, 2);
    var own =
        names.stream().map(name -> path + "/" + name).filter(name -> !name.equals(node)).toList();
    assertThat(own).singleElement().asString().matches(path + "/[0-9a-f]{32}");
    var javas = new Stat();
    assertThat(onlooker.read(own.get(0), javas)).isEqualTo(onlooker.read(node, pythons));
    assertThat(javas.getEphemeralOwner()).isNotZero();
    assertThat(hold.fencingToken()).isEqualTo(javas.getCzxid()).isGreaterThan(pythons.getCzxid());
    assertThat(onlooker.awaitInLine(guard(), 0)).as("the guard line, when nobody waits").isEmpty();
    var limit = new Stat();
    assertThat(new String(onlooker.read(path, limit), UTF_8)).isEqualTo("2");
    assertThat(limit.getEphemeralOwner()).isZero();
  }

  private String guard() {
    return path + "-__lock__";
  }

  private String data(String node) {
    return new String(onlooker.read(node, new Stat()), UTF_8);
  }
}
