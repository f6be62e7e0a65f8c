package dev.coordination.it.kazoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.it.Bounded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Processes of Java, one on each backend, are killed with what they have: Python has it when their
 * sessions are over, and not before.
 */
@Timeout(60)
class KilledJavaTest extends KazooTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  private List<JavaProcess> mortals(String... work) {
    return javaProcesses(SHORT_SESSION, work);
  }

  @Test
  void holderAndWaiterOfALockAreSucceededByPython() {
    var python = python();
    var mortals = mortals("turns and lock", path, "0", "no records");
    var holder = mortals.get(0);
    var waiter = mortals.get(1);
    long token = Long.parseLong(Bounded.get(holder.begin(1)).get(0));
    var inVain = waiter.begin(1);
    assertThat(onlooker.awaitInLine(path, 2)).isNotEmpty();
    assertThat(python.tryAcquire(path, "python")).isFalse();
    var waiting = python.acquire(path, "python");
    assertThat(onlooker.awaitInLine(path, 3)).isNotEmpty();
    python.awaitWatch(path);
    assertThat(waiting).isNotDone();

    mortals.forEach(JavaProcess::kill);

    assertThat(czxid(Bounded.get(waiting))).isGreaterThan(token);
    assertThat(python.contenders(path)).containsExactly("python");
    assertThat(Bounded.get(inVain)).isEmpty();
  }

  @Test
  void theirPermitsComeToPython() {
    var pythons = pythons(2);
    var python = pythons.get(0);
    var mortals = mortals("permit", path, "2");
    var tokens = said(mortals).stream().map(Long::valueOf).toList();
    assertThat(pythons.get(1).tryPermit(path, "python", 2)).isFalse();
    var first = python.acquirePermit(path, "first", 2);
    var second = python.acquirePermit(path, "second", 2);
    assertThat(onlooker.awaitInLine(path + "-__lock__", 2)).isNotEmpty();
    python.awaitWatch(path);
    assertThat(List.of(first, second)).noneMatch(Future::isDone);

    mortals.forEach(JavaProcess::kill);

    for (var waiting : List.of(first, second)) {
      long granted = czxid(Bounded.get(waiting));
      assertThat(tokens).allMatch(token -> token < granted);
    }
    assertThat(python.leaseHolders(path)).containsExactlyInAnyOrder("first", "second");
  }

  @Test
  void thoseInTheGuardLineStopNobody() {
    var python = python();
    var node = Bounded.get(python.acquirePermit(path, "holder", 1));
    var mortals = mortals("permit", path, "1");
    var inVain = mortals.stream().map(mortal -> mortal.begin(1)).toList();
    assertThat(onlooker.awaitInLine(path + "-__lock__", 2)).isNotEmpty();
    var behind = python.acquirePermit(path, "behind", 1);
    assertThat(onlooker.awaitInLine(path + "-__lock__", 3)).isNotEmpty();
    python.awaitWatch(path + "-__lock__");
    assertThat(behind).isNotDone();

    mortals.forEach(JavaProcess::kill);
    python.release(node);

    assertThat(czxid(Bounded.get(behind))).isPositive();
    assertThat(python.leaseHolders(path)).containsExactly("behind");
    assertThat(inVain).allSatisfy(said -> assertThat(Bounded.get(said)).isEmpty());
  }

  @Test
  void whatTheyHadClaimedIsGivenToPythonAgain() {
    var pythons = pythons(2);
    var python = pythons.get(0);
    python.putIntoLockingQueue(path, 100, "one", "two");
    var mortals = mortals("consume and claim", path, "0");
    assertThat(said(mortals)).containsExactlyInAnyOrder("one", "two");
    assertThat(Bounded.get(pythons.get(1).claim(path, Duration.ZERO)))
        .as("while they live")
        .isEmpty();
    var waiting = python.claim(path, LONG);
    python.awaitWatch(path + "/taken");
    assertThat(waiting).isNotDone();

    mortals.forEach(JavaProcess::kill);

    var again = new ArrayList<>(List.of(Bounded.get(waiting).orElseThrow()));
    assertThat(python.consumeClaimed(path)).isTrue();
    again.add(Bounded.get(python.claim(path, LONG)).orElseThrow());
    assertThat(python.consumeClaimed(path)).isTrue();
    assertThat(again).containsExactlyInAnyOrder("one", "two");
    assertThat(onlooker.awaitInLine(path + "/entries", 0)).isEmpty();
  }

  /** What each of them said first, in any order; all have it when this returns. */
  private static List<String> said(List<JavaProcess> processes) {
    return processes.stream().map(process -> process.begin(1)).toList().stream()
        .flatMap(said -> Bounded.get(said).stream())
        .toList();
  }
}
