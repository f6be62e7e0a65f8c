package dev.coordination.it.kazoo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.CoordinationClient;
import dev.coordination.DistributedDoubleBarrier;
import dev.coordination.it.Backend;
import dev.coordination.it.Bounded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One double barrier of Python and Java. */
@Timeout(60)
class KazooDoubleBarrierTest extends KazooTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  private static Future<Boolean> startEnter(DistributedDoubleBarrier barrier) {
    return Bounded.start(() -> barrier.enter(LONG));
  }

  private static Future<Boolean> startLeave(DistributedDoubleBarrier barrier) {
    return Bounded.start(() -> barrier.leave(LONG));
  }

  /** So many are there, marker included. */
  private void awaitThere(int count) {
    assertThat(onlooker.awaitInLine(path, count)).hasSize(count);
  }

  /** Returns when whatever this one has asked for before is answered. */
  private void roundTrip(KazooClient python) {
    assertThat(python.value(path + "-else")).isEqualTo("0");
  }

  private void roundTrip(CoordinationClient java) {
    assertThat(java.counter(path + "-else").get()).isZero();
  }

  private static void together(Future<Boolean> java, Future<Boolean> python) {
    assertThat(Bounded.get(java)).isTrue();
    assertThat(Bounded.get(python)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void whoComesLastLetsTheOtherInRoundAfterRound(Backend backend) {
    var python = python();
    var java = java(backend, "java").doubleBarrier(path, 2);
    for (int i = 0; i < 3; i++) {
      var inPython = python.enterDoubleBarrier(path, 2, "python");
      awaitThere(1);
      together(startEnter(java), inPython);
      var leaving = startLeave(java);
      together(leaving, python.leaveDoubleBarrier(path));
      awaitThere(0);

      var inJava = startEnter(java);
      awaitThere(1);
      together(inJava, python.enterDoubleBarrier(path, 2, "python"));
      var pythonLeaves = python.leaveDoubleBarrier(path);
      together(startLeave(java), pythonLeaves);
      awaitThere(0);
    }
  }

  /** Names are random, so that over the runs each of them is the lowest. */
  @ParameterizedTest
  @EnumSource
  void neitherHasLeftBeforeTheOther(Backend backend) throws InterruptedException {
    var python = python();
    var java = java(backend, "java").doubleBarrier(path, 2);
    var pythonEnters = python.enterDoubleBarrier(path, 2, "python");
    together(startEnter(java), pythonEnters);
    assertThat(java.leave(Duration.ofMillis(200))).as("left while Python is inside").isFalse();
    Bounded.get(python.leaveDoubleBarrier(path));
    awaitThere(0);

    pythonEnters = python.enterDoubleBarrier(path, 2, "python");
    together(startEnter(java), pythonEnters);
    var pythonLeaves = python.leaveDoubleBarrier(path);
    awaitMarkerGone();
    roundTrip(python);
    assertThat(pythonLeaves).as("left while Java is inside").isNotDone();
    together(startLeave(java), pythonLeaves);
    awaitThere(0);
  }

  private void awaitMarkerGone() {
    assertThat(onlooker.awaitGone(path, "ready")).doesNotContain("ready");
  }

  /** What a participant does, and completes with whether it has. */
  private record Participant(Supplier<Future<Boolean>> enter, Supplier<Future<Boolean>> leave) {}

  private Participant java(Backend backend) {
    var java = java(backend, "java").doubleBarrier(path, 3);
    return new Participant(() -> startEnter(java), () -> startLeave(java));
  }

  @Test
  void threeOfThreeKindsEnterAndLeaveTogether() {
    var python = python();
    var all = new ArrayList<>(List.of(java(Backend.RAW), java(Backend.CURATOR)));
    all.add(
        new Participant(
            () -> python.enterDoubleBarrier(path, 3, "python"),
            () -> python.leaveDoubleBarrier(path)));
    for (int round = 0; round < 2 * all.size(); round++) {
      Collections.rotate(all, 1);
      var entering = new ArrayList<Future<Boolean>>();
      for (var participant : all.subList(0, 2)) {
        entering.add(participant.enter().get());
        awaitThere(entering.size());
      }
      roundTrip(python);
      assertThat(entering).as("entered as two of three").noneMatch(Future::isDone);
      entering.add(all.get(2).enter().get());
      assertThat(entering).allSatisfy(entered -> assertThat(Bounded.get(entered)).isTrue());

      var leaving = new ArrayList<Future<Boolean>>();
      all.subList(0, 2).forEach(participant -> leaving.add(participant.leave().get()));
      awaitWatchers(2, this::whoWaitForMembers);
      assertThat(leaving).as("left while one is inside").noneMatch(Future::isDone);
      leaving.add(all.get(2).leave().get());
      assertThat(leaving).allSatisfy(left -> assertThat(Bounded.get(left)).isTrue());
      awaitThere(0);
    }
  }

  /** The sessions that are to be told when a member that is another's has left. */
  private Set<Long> whoWaitForMembers() {
    return server.ephemerals().entrySet().stream()
        .filter(member -> member.getKey().startsWith(path + "/"))
        .flatMap(
            member ->
                server.watchers(member.getKey()).stream()
                    .filter(session -> !session.equals(member.getValue())))
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @EnumSource
  void aDeadPythonIsWaitedForByNobody(Backend backend) throws InterruptedException {
    var dying = python(SHORT_SESSION);
    var java = java(backend, "java").doubleBarrier(path, 2);
    var entering = dying.enterDoubleBarrier(path, 2, "dying");
    together(startEnter(java), entering);
    var leaving = startLeave(java);
    dying.kill();
    assertThat(Bounded.get(leaving)).isTrue();
    assertThat(server.awaitEnded(dying.session(), Duration.ofSeconds(20))).isTrue();
    awaitThere(0);
  }

  @ParameterizedTest
  @EnumSource
  void whoDiesBeforeItIsLetInIsNotCounted(Backend backend) throws InterruptedException {
    var dying = python(SHORT_SESSION);
    var unused = dying.enterDoubleBarrier(path, 3, "dying");
    awaitThere(1);
    var javas = List.of(java(backend, "first"), java(backend, "second"));
    var first = startEnter(javas.get(0).doubleBarrier(path, 3));
    awaitThere(2);
    dying.kill();
    assertThat(server.awaitEnded(dying.session(), Duration.ofSeconds(20))).isTrue();
    var second = startEnter(javas.get(1).doubleBarrier(path, 3));
    awaitThere(2);
    javas.forEach(this::roundTrip);
    assertThat(first.isDone() || second.isDone()).as("let in by two of three").isFalse();
    var python = python().enterDoubleBarrier(path, 3, "python");
    assertThat(Bounded.get(first)).isTrue();
    assertThat(Bounded.get(second)).isTrue();
    assertThat(Bounded.get(python)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void whoGivesUpIsNotCounted(Backend backend) throws InterruptedException {
    var java = java(backend, "java").doubleBarrier(path, 2);
    assertThat(java.enter(Duration.ZERO)).isFalse();
    awaitThere(0);
    var python = python();
    var entering = python.enterDoubleBarrier(path, 2, "python");
    awaitThere(1);
    roundTrip(python);
    assertThat(entering).as("entered alone").isNotDone();
    together(startEnter(java), entering);
  }

  /** kazoo counts the marker that the dead have left, and goes in alone. */
  @ParameterizedTest
  @EnumSource
  void aMarkerOfTheDeadLetsInPythonButNotUs(Backend backend) {
    onlooker.create(path);
    onlooker.create(path + "/ready");
    var client = java(backend, "java");
    var java = client.doubleBarrier(path, 2);
    var entering = startEnter(java);
    awaitMarkerGone();
    awaitThere(1);
    roundTrip(client);
    assertThat(entering.isDone()).as("entered alone").isFalse();
    var python = python();
    together(entering, python.enterDoubleBarrier(path, 2, "python"));
    var leaving = startLeave(java);
    together(leaving, python.leaveDoubleBarrier(path));

    onlooker.create(path + "/ready");
    assertThat(Bounded.get(python.enterDoubleBarrier(path, 2, "python"))).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void aNodeShowsWhoIsThere(Backend backend) {
    var unused = startEnter(java(backend, "größer als 世界").doubleBarrier(path, 2));
    var names = onlooker.awaitInLine(path, 1);
    assertThat(names.get(0)).matches("[0-9a-f]{32}");
    var stat = new Stat();
    assertThat(new String(onlooker.read(path + "/" + names.get(0), stat), UTF_8))
        .isEqualTo("größer als 世界");
    assertThat(stat.getEphemeralOwner()).isNotZero();
  }

  @ParameterizedTest
  @EnumSource
  void aDeadJavaIsWaitedForByNobody(Backend backend) {
    var python = python();
    var dying = mortalJava(backend, "dying");
    var entering = python.enterDoubleBarrier(path, 2, "python");
    together(startEnter(dying.client().doubleBarrier(path, 2)), entering);
    var leaving = python.leaveDoubleBarrier(path);
    awaitMarkerGone();
    roundTrip(python);
    assertThat(leaving).as("left while Java is inside").isNotDone();

    dying.expireByTime();

    assertThat(Bounded.get(leaving)).isTrue();
    awaitThere(0);
  }
}
