package dev.coordination.zookeeper.engine.sim;

import static dev.coordination.zookeeper.engine.ZnodeSession.ANY;
import static dev.coordination.zookeeper.engine.sim.ToldClient.codeOf;
import static dev.coordination.zookeeper.engine.sim.ToldClient.pass;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coordination.zookeeper.engine.ZnodeException;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@code ZnodeSessionContract} does not say: the controls, time, threads. */
@Timeout(60)
class SimulatedZooKeeperTest {

  private static final byte[] NONE = new byte[0];

  private final SimulatedZooKeeper world = SimulatedZooKeeper.automatic(SimOptions.defaults());

  // Sessions and time

  @Test
  void theTimeoutIsAsAskedWithinTwoToTwentyTicks() {
    assertThat(timeoutFor(Duration.ofSeconds(10))).isEqualTo(Duration.ofSeconds(10));
    assertThat(timeoutFor(Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(4));
    assertThat(timeoutFor(Duration.ofSeconds(99))).isEqualTo(Duration.ofSeconds(40));
  }

  private static Duration timeoutFor(Duration asked) {
    var world = SimulatedZooKeeper.automatic(SimOptions.defaults().withSessionTimeout(asked));
    return new ToldClient(world.newClient("a")).session.timeout();
  }

  @Test
  void anIdleSessionLivesOnItsPings() {
    var a = new ToldClient(world.newClient("a"));
    pass(world, 300);
    assertThat(a.told).containsExactly("established");
    assertThat(world.sessions()).containsExactly(a.session.id());
  }

  @Test
  void aSessionExpiresAtTheFirstTickAfterItsTimeout() {
    var a = new ToldClient(world.newClient("a"));
    pass(world, 1);
    var unused = a.create("/e");
    a.sim.cutLink();
    pass(world, 10.999);
    assertThat(world.tree()).contains("/e");
    pass(world, 0.001);
    assertThat(world.tree()).doesNotContain("/e");
    assertThat(a.told).containsExactly("established", "suspended");
    a.sim.restoreLink();
    assertThat(a.told).containsExactly("established", "suspended", "ended", "established");
  }

  @Test
  void aSilentLinkIsNoticedAfterTwoThirdsOfTheTimeout() {
    var a = new ToldClient(world.newClient("a"));
    a.sim.silenceLink();
    var asked = a.create("/e");
    pass(world, 6.666);
    assertThat(asked).isNotDone();
    assertThat(a.told).containsExactly("established");
    pass(world, 0.001);
    assertThat(codeOf(asked)).isEqualTo(ZnodeException.Code.CONNECTION_LOSS);
    assertThat(a.told).containsExactly("established", "suspended");
  }

  @Test
  void whatIsAskedWhileTheLinkIsDownWaitsForTheNextAttempt() {
    var a = new ToldClient(world.newClient("a"));
    a.sim.cutLink();
    var sent = a.create("/sent");
    a.sim.restoreLink();
    assertThat(sent).isCompleted();
    a.sim.cutLink();
    var lost = a.create("/lost");
    pass(world, 1);
    assertThat(codeOf(lost)).isEqualTo(ZnodeException.Code.CONNECTION_LOSS);
  }

  @Test
  void theTimesToldAreThoseOfTheSending() {
    world.delay(Duration.ofMillis(10));
    long begin = world.nanoTime();
    var a = new ToldClient(world.newClient("a"));
    pass(world, 1);
    assertThat(a.sentNanos).isEqualTo(begin);
    a.sim.resetLink();
    long again = world.nanoTime();
    pass(world, 1);
    assertThat(a.sentNanos).isEqualTo(again);
  }

  @Test
  void timersRunInOrderAndCancelledOnesNot() {
    var a = new ToldClient(world.newClient("a"));
    var ran = new ArrayList<String>();
    var scheduler = a.sim.transport().scheduler();
    var unused = scheduler.schedule(Duration.ofSeconds(2), () -> ran.add("2"));
    var unusedToo = scheduler.schedule(Duration.ofSeconds(1), () -> ran.add("1"));
    scheduler.schedule(Duration.ofSeconds(1), () -> ran.add("cancelled")).cancel();
    var now = scheduler.schedule(Duration.ofSeconds(-1), () -> ran.add("0"));
    assertThat(now).isNotNull();
    assertThat(ran).containsExactly("0");
    pass(world, 1.999);
    assertThat(ran).containsExactly("0", "1");
    pass(world, 0.001);
    assertThat(ran).containsExactly("0", "1", "2");
  }

  // Faults

  @Test
  void aFrozenClientDoesNothingAndThenFirstTakesInWhatHasArrived() {
    var a = new ToldClient(world.newClient("a"));
    world.create("/n", NONE);
    var unused = a.session.exists("/n", event -> a.told.add("event"));
    var scheduler = a.sim.transport().scheduler();
    var unusedTimer = scheduler.schedule(Duration.ofSeconds(1), () -> a.told.add("timer"));
    a.sim.freeze();
    var asked = a.create("/asked");
    world.delete("/n");
    pass(world, 20);
    assertThat(world.sessions()).isEmpty();
    assertThat(a.told).containsExactly("established");
    a.sim.thaw();
    assertThat(a.told)
        .containsExactlyInAnyOrder(
            "established", "timer", "event", "suspended", "ended", "established")
        .endsWith("suspended", "ended", "established");
    assertThat(codeOf(asked)).isEqualTo(ZnodeException.Code.CONNECTION_LOSS);
    assertThat(world.tree()).doesNotContain("/asked");
  }

  @Test
  void aKilledClientIsSilentAndItsSessionRunsOut() {
    var a = new ToldClient(world.newClient("a"));
    var unused = a.create("/e");
    a.sim.kill();
    assertThat(world.tree()).contains("/e");
    pass(world, 14);
    assertThat(world.tree()).doesNotContain("/e");
    assertThat(a.told).containsExactly("established");
    assertThat(a.sim.isAlive()).isFalse();
  }

  @Test
  void theNthWriteIsLostOrItsReply() {
    var a = new ToldClient(world.newClient("a"));
    a.sim.dropWriteRequest(2);
    a.sim.dropWriteReply(3);
    assertThat(a.create("/1")).isCompleted();
    assertThat(a.sees("/1")).isTrue();
    assertThat(codeOf(a.create("/2"))).isEqualTo(ZnodeException.Code.CONNECTION_LOSS);
    assertThat(codeOf(a.create("/3"))).isEqualTo(ZnodeException.Code.CONNECTION_LOSS);
    assertThat(a.create("/4")).isCompleted();
    assertThat(world.tree()).containsExactly("/", "/1", "/3", "/4");
  }

  @Test
  void aSessionEndedByHandIsLearntAtOnceAndItsOwnEventsComeFirst() {
    var a = new ToldClient(world.newClient("a"));
    var unused = a.create("/e");
    var unusedToo = a.session.exists("/e", event -> a.told.add("event"));
    a.sim.expireNow();
    assertThat(a.told).containsExactly("established", "event", "suspended", "ended", "established");
  }

  @Test
  void aStopOfTheServersCostsNoSession() {
    var a = new ToldClient(world.newClient("a"));
    var unused = a.create("/e");
    world.stop();
    pass(world, 60);
    assertThat(a.told).containsExactly("established", "suspended");
    world.start();
    assertThat(a.told).containsExactly("established", "suspended", "resumed");
    assertThat(a.sees("/e")).isTrue();
  }

  // What is counted

  @Test
  void requestsAreCountedByKindAndRoundTripsByTheDelay() {
    world.delay(Duration.ofMillis(10));
    var a = new ToldClient(world.newClient("a"));
    pass(world, 1);
    double one = world.roundTrips(() -> a.create("/e"));
    double pipelined =
        world.roundTrips(
            () -> {
              var unused = a.session.delete("/e", ANY);
              return a.session.getChildren("/", null);
            });
    double two =
        world.roundTrips(
            () -> a.session.sync("/").thenCompose(v -> a.session.getChildren("/", null)));
    assertThat(List.of(one, pipelined, two)).containsExactly(1.0, 1.0, 2.0);
    assertThat(a.sim.requests()).isEqualTo(5);
    assertThat(a.sim.counts())
        .containsEntry(RequestKind.GET_CHILDREN, 2)
        .doesNotContainKey(RequestKind.CONNECT);
    a.sim.resetCounts();
    assertThat(a.sim.requests()).isZero();
  }

  // Names

  @Test
  void sequenceNumbersBecomeNegativeAtTheEnd() {
    var a = new ToldClient(world.newClient("a"));
    world.create("/p", NONE);
    world.nextSequence("/p", Integer.MAX_VALUE);
    var kind = NodeKind.EPHEMERAL_SEQUENTIAL;
    assertThat(a.session.create("/p/n", NONE, kind).join().path()).isEqualTo("/p/n2147483647");
    assertThat(a.session.create("/p/n", NONE, kind).join().path()).isEqualTo("/p/n-2147483648");
  }

  // Threads

  @Test
  void manyThreadsMayAskAtOnce() throws Exception {
    var clients =
        IntStream.range(0, 4).mapToObj(i -> new ToldClient(world.newClient("c" + i))).toList();
    var barrier = new CyclicBarrier(clients.size());
    var paths = Collections.synchronizedSet(new HashSet<String>());
    var threads =
        clients.stream()
            .map(client -> new Thread(() -> createMany(client, barrier, paths)))
            .toList();
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(paths).hasSize(2_000);
    assertThat(world.children("/")).hasSize(2_000);
  }

  private static void createMany(ToldClient client, CyclicBarrier barrier, Set<String> paths) {
    try {
      barrier.await();
      for (int i = 0; i < 500; i++) {
        var created = client.session.create("/n", NONE, NodeKind.EPHEMERAL_SEQUENTIAL);
        paths.add(created.get(10, TimeUnit.SECONDS).path());
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatTheCodeUnderTestThrowsIsNotSwallowed() {
    var a = new ToldClient(world.newClient("a"));
    var unused =
        a.sim
            .transport()
            .scheduler()
            .schedule(
                Duration.ofSeconds(1),
                () -> {
                  throw new IllegalStateException("mine");
                });
    assertThatThrownBy(() -> pass(world, 1)).hasRootCauseMessage("mine");
  }
}
