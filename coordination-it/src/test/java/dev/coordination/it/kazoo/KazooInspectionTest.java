package dev.coordination.it.kazoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.it.Backend;
import dev.coordination.it.Bounded;
import dev.coordination.spi.Inspection;
import dev.coordination.spi.Inspection.Finding;
import dev.coordination.spi.Inspector;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What kazoo has left is recognised, and whose it is. */
class KazooInspectionTest extends KazooTest {

  private static final Duration LONG = Duration.ofMinutes(10);

  private Inspection look(Backend backend) {
    return ((Inspector) java(backend, "java")).inspect(path);
  }

  private Finding found(Backend backend) {
    assertThat(look(backend).findings()).hasSize(1);
    assertThat(look(backend).foreign()).isEmpty();
    return look(backend).findings().get(0);
  }

  /** The recipes in the first line, then who is there, in which role. */
  private List<String> told(Backend backend) {
    Finding finding = found(backend);
    Stream<String> entries =
        finding.groups().stream()
            .flatMap(
                group ->
                    group.entries().stream().map(entry -> group.role() + " " + entry.identifier()));
    return Stream.concat(Stream.of(String.join(", ", finding.recipes())), entries).toList();
  }

  @ParameterizedTest
  @EnumSource
  void lines(Backend backend) {
    var python = python();
    var holder = Bounded.get(python.acquire(path, "p"));
    var waiting = java(backend, "j").lock(path).acquireAsync();
    onlooker.awaitInLine(path, 2);
    assertThat(told(backend))
        .containsExactly("lock, write lock, election", "holder p", "waiting j");
    assertThat(found(backend).groups().get(0).entries().get(0).node()).isEqualTo(holder);
    assertThat(waiting).isNotDone();
  }

  @ParameterizedTest
  @EnumSource
  void readers(Backend backend) {
    Bounded.get(python().acquireAs("ReadLock", path, "p"));
    assertThat(told(backend)).containsExactly("read/write lock", "holder p");
  }

  @ParameterizedTest
  @EnumSource
  void permits(Backend backend) {
    Bounded.get(python().acquirePermit(path, "p", 1));
    var waiting = java(backend, "j").semaphore(path, 1).acquireAsync();
    onlooker.awaitInLine(path + "-__lock__", 1);
    assertThat(told(backend)).containsExactly("semaphore", "holder p", "waiting j");
    assertThat(waiting).isNotDone();
  }

  @ParameterizedTest
  @EnumSource
  void queues(Backend backend) {
    python().putIntoQueue(path, "x", 5);
    assertThat(told(backend)).containsExactly("queue", "item null");
  }

  @ParameterizedTest
  @EnumSource
  void lockingQueues(Backend backend) {
    var python = python();
    python.putIntoLockingQueue(path, 100, "x", "y");
    assertThat(Bounded.get(python.claim(path, LONG))).contains("x");
    assertThat(told(backend)).containsExactly("locking queue", "claimed null", "item null");
  }

  @ParameterizedTest
  @EnumSource
  void counters(Backend backend) {
    Bounded.get(python().add(path, "-7", 1));
    assertThat(told(backend)).containsExactly("counter");
    assertThat(found(backend).guess()).as("others write numbers, too").isTrue();
    assertThat(found(backend).facts()).contains(new Inspection.Fact("value", -7L));
  }

  @ParameterizedTest
  @EnumSource
  void barriers(Backend backend) {
    python().createBarrier(path);
    assertThat(told(backend)).containsExactly("barrier, counter");
    assertThat(found(backend).guess()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void doubleBarriers(Backend backend) {
    var pythons = pythons(2);
    var first = pythons.get(0).enterDoubleBarrier(path, 2, "p");
    assertThat(Bounded.get(pythons.get(1).enterDoubleBarrier(path, 2, "p"))).isTrue();
    assertThat(Bounded.get(first)).isTrue();
    assertThat(told(backend)).containsExactly("double barrier", "inside p", "inside p");
  }

  @ParameterizedTest
  @EnumSource
  void parties(Backend backend) {
    python().join("Party", path, "p");
    assertThat(told(backend)).containsExactly("party", "member p");
  }

  @ParameterizedTest
  @EnumSource
  void shallowParties(Backend backend) {
    python().join("ShallowParty", path, "p-q");
    assertThat(told(backend)).containsExactly("shallow party", "member p-q");
  }

  @ParameterizedTest
  @EnumSource
  void sets(Backend backend) {
    var python = python();
    python.joinPartition(path, "p", Duration.ofMillis(300), List.of("i", "j"));
    Bounded.get(python.hasPartition(path, List.of("i", "j")));
    assertThat(told(backend)).containsExactly("set partitioner", "member p", "item p", "item p");
  }

  @ParameterizedTest
  @EnumSource
  void leases(Backend backend) {
    assertThat(python().lease(path, "p", LONG)).isTrue();
    assertThat(told(backend)).containsExactly("lease", "holder p");
  }

  @ParameterizedTest
  @EnumSource
  void severalLeases(Backend backend) {
    assertThat(python().multiLease(path, "p", 2, LONG)).isTrue();
    assertThat(told(backend)).containsExactly("several leases", "holder p");
    assertThat(found(backend).facts()).contains(new Inspection.Fact("slotsMade", 1L));
  }
}
