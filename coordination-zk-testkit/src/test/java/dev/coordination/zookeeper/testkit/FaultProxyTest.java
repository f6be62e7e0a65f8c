package dev.coordination.zookeeper.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each function of the proxy, seen by a plain ZooKeeper client through it and by one beside it. */
@Timeout(60)
class FaultProxyTest {

  private static final Duration SESSION = Duration.ofSeconds(3);
  private static final Duration SOON = Duration.ofSeconds(10);

  private final TestServer server = TestServer.shared();
  private final FaultProxy proxy = new FaultProxy(server.port());
  private final String root = "/proxy-" + System.nanoTime();
  private final BlockingQueue<KeeperState> states = new LinkedBlockingQueue<>();
  private ZooKeeper direct;
  private ZooKeeper client;

  @BeforeEach
  void connect() throws KeeperException, InterruptedException {
    direct = server.connect(SESSION);
    direct.create(root, new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    client = PlainClient.connect(proxy.connectString(), SESSION);
    client.register(event -> states.add(event.getState()));
  }

  @AfterEach
  void close() throws InterruptedException {
    proxy.restore();
    client.close();
    proxy.close();
    direct.close();
  }

  @Test
  void passesEverythingAndCountsIt() throws KeeperException, InterruptedException {
    createNow("a");
    client.getChildren(root, false);
    client.multi(List.of(Op.check(root, -1)));
    client.multi(List.of(Op.check(root, -1), Op.delete(root + "/a", -1)));

    assertThat(proxy.requests())
        .containsEntry(OpCode.create, 1)
        .containsEntry(OpCode.getChildren, 1)
        .containsEntry(OpCode.multi, 2)
        .hasSize(3);
    assertThat(proxy.writes()).as("the checks alone are no write").isEqualTo(2);
    assertThat(proxy.awaitIdle(SOON)).isTrue();
    assertThat(proxy.isConnected()).isTrue();
    assertThat(proxy.session().orElseThrow().id()).isEqualTo(client.getSessionId());
    assertThat(proxy.session().orElseThrow().password()).isEqualTo(client.getSessionPasswd());
    assertThat(proxy.session().orElseThrow().timeoutMillis()).isEqualTo(3000);
  }

  @Test
  void delaysARequestAndItsReplyOnce() {
    assertThat(roundTrips(() -> await(create("one-", CreateMode.EPHEMERAL_SEQUENTIAL))))
        .isEqualTo(1, within(RoundTrips.TOLERANCE));
    assertThat(
            roundTrips(
                () -> {
                  await(list());
                  await(list());
                }))
        .isEqualTo(2, within(RoundTrips.TOLERANCE));
  }

  @Test
  void delaysPipelinedRequestsTogether() {
    assertThat(
            roundTrips(
                () -> {
                  for (int i = 0; i < 4; i++) {
                    var unused = create("many-", CreateMode.EPHEMERAL_SEQUENTIAL);
                  }
                  await(create("last-", CreateMode.EPHEMERAL_SEQUENTIAL));
                }))
        .isEqualTo(1, within(RoundTrips.TOLERANCE));
  }

  private double roundTrips(Runnable operation) {
    return RoundTrips.through(proxy)
        .median(
            watch -> {
              watch.start();
              operation.run();
              watch.stop();
            });
  }

  @Test
  void losesTheRequestOfTheNthWriteOnly() throws KeeperException, InterruptedException {
    long session = client.getSessionId();
    proxy.loseWrite(2);

    var first = create("first", CreateMode.PERSISTENT);
    var read = list();
    var second = create("second", CreateMode.PERSISTENT);
    var third = create("third", CreateMode.PERSISTENT);

    assertThat(await(first)).isEqualTo(Code.OK);
    assertThat(await(read)).isEqualTo(Code.OK);
    assertThat(await(second)).isEqualTo(Code.CONNECTIONLOSS);
    assertThat(await(third)).isEqualTo(Code.CONNECTIONLOSS);
    awaitState(KeeperState.SyncConnected);
    assertThat(children()).containsExactly("first");
    assertThat(client.getSessionId()).isEqualTo(session);
    createNow("later");
    assertThat(children()).containsExactlyInAnyOrder("first", "later");
  }

  @Test
  void losesTheReplyOfTheNthWriteOnly() throws KeeperException, InterruptedException {
    proxy.loseReplyOfWrite(2);

    var first = create("first", CreateMode.PERSISTENT);
    var second = create("second", CreateMode.PERSISTENT);
    var read = list();

    assertThat(await(first)).isEqualTo(Code.OK);
    assertThat(await(second)).isEqualTo(Code.CONNECTIONLOSS);
    assertThat(await(read)).isEqualTo(Code.CONNECTIONLOSS);
    assertThat(children()).containsExactlyInAnyOrder("first", "second");
    awaitState(KeeperState.SyncConnected);
    createNow("later");
  }

  @Test
  void countsOnlyWritesThatSucceedWhenItLosesAReply() throws KeeperException, InterruptedException {
    proxy.loseReplyOfWrite(1);

    assertThat(await(create("no/parent", CreateMode.PERSISTENT))).isEqualTo(Code.NONODE);
    assertThat(await(multi(Op.check(root, 7), Op.delete(root, -1)))).isEqualTo(Code.BADVERSION);
    assertThat(await(multi(Op.check(root, 0)))).isEqualTo(Code.OK);
    assertThat(await(multi(Op.check(root, 0), createOp("lost")))).isEqualTo(Code.CONNECTIONLOSS);

    assertThat(children()).containsExactly("lost");
  }

  @Test
  void losesTheNextRequestWhateverItsKind() throws KeeperException, InterruptedException {
    proxy.loseNextRequest();
    assertThat(await(list())).isEqualTo(Code.CONNECTIONLOSS);
    awaitState(KeeperState.SyncConnected);
    proxy.loseNextRequest();
    assertThat(await(create("lost", CreateMode.PERSISTENT))).isEqualTo(Code.CONNECTIONLOSS);
    assertThat(children()).isEmpty();
    awaitState(KeeperState.SyncConnected);
    assertThat(await(list())).isEqualTo(Code.OK);
  }

  @Test
  void takesTheRegistrationOfWatchesForHousekeeping() throws KeeperException, InterruptedException {
    client.exists(root, event -> {});
    proxy.reset();
    awaitState(KeeperState.Disconnected);
    proxy.loseNextReply();
    awaitState(KeeperState.SyncConnected);
    assertThat(await(create("applied", CreateMode.PERSISTENT))).isEqualTo(Code.CONNECTIONLOSS);
    assertThat(children()).containsExactly("applied");
    assertThat(proxy.requests()).doesNotContainKeys(OpCode.setWatches, OpCode.setWatches2);
  }

  @Test
  void losesTheNextReplyWhateverTheKindOfItsRequest() throws KeeperException, InterruptedException {
    proxy.loseNextReply();
    assertThat(await(list())).isEqualTo(Code.CONNECTIONLOSS);
    awaitState(KeeperState.SyncConnected);
    proxy.loseNextReply();
    assertThat(await(create("applied", CreateMode.PERSISTENT))).isEqualTo(Code.CONNECTIONLOSS);
    assertThat(children()).containsExactly("applied");
  }

  private CompletableFuture<Code> multi(Op... operations) {
    var reply = new CompletableFuture<Code>();
    client.multi(
        List.of(operations), (rc, path, context, results) -> reply.complete(Code.get(rc)), null);
    return reply;
  }

  private Op createOp(String name) {
    return Op.create(
        root + "/" + name, new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
  }

  @Test
  void cutsSilently() throws KeeperException, InterruptedException {
    long session = client.getSessionId();
    proxy.cut();

    var lost = create("lost", CreateMode.PERSISTENT);

    assertThat(proxy.isConnected()).isFalse();
    assertThat(server.awaitEnded(session, SESSION.multipliedBy(2))).isTrue();
    assertThat(await(lost)).isEqualTo(Code.CONNECTIONLOSS);
    assertThat(children()).isEmpty();
    proxy.restore();
    awaitState(KeeperState.Expired);
  }

  @Test
  void endsSessionsNotBeforeTheirTime() throws InterruptedException {
    long session = client.getSessionId();
    long start = System.nanoTime();
    proxy.cut();

    assertThat(server.awaitEnded(session, SOON)).isTrue();

    // The last ping may be as old as a third of the timeout; the server is late by a tick at most.
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(
            SESSION.multipliedBy(2).dividedBy(3), SESSION.plus(TestServer.TICK.multipliedBy(3)));
  }

  @Test
  void disconnectsAtOnceAndLetsBackIn() throws KeeperException, InterruptedException {
    long session = client.getSessionId();
    proxy.disconnect();
    awaitState(KeeperState.Disconnected);
    assertThat(states.poll(500, TimeUnit.MILLISECONDS)).isNull();

    proxy.restore();

    awaitState(KeeperState.SyncConnected);
    assertThat(client.getSessionId()).isEqualTo(session);
    createNow("back");
  }

  @Test
  void refusesConnections() throws InterruptedException {
    proxy.refuse();
    awaitState(KeeperState.Disconnected);
    assertThat(proxy.isConnected()).isFalse();

    proxy.restore();

    awaitState(KeeperState.SyncConnected);
  }

  @Test
  void resetsConnections() throws KeeperException, InterruptedException {
    proxy.reset();

    awaitState(KeeperState.Disconnected);
    awaitState(KeeperState.SyncConnected);
    createNow("again");
  }

  @Test
  void holdsWithoutLosing() throws KeeperException, InterruptedException {
    proxy.hold();
    var held = create("held", CreateMode.PERSISTENT);
    assertThat(pollFor(held, Duration.ofMillis(200))).isFalse();
    assertThat(children()).isEmpty();
    assertThat(proxy.inFlight()).isEqualTo(1);
    assertThat(proxy.awaitIdle(Duration.ofMillis(10))).isFalse();

    proxy.restore();

    assertThat(await(held)).isEqualTo(Code.OK);
    assertThat(children()).containsExactly("held");
    assertThat(states).isEmpty();
  }

  @Test
  void letsAHeldClientLearnThatItsSessionHasEnded() throws InterruptedException {
    long session = client.getSessionId();
    proxy.hold();
    assertThat(server.awaitEnded(session, SESSION.multipliedBy(2))).isTrue();

    proxy.restore();

    awaitState(KeeperState.Expired);
  }

  @Test
  void seesEventsAsActivity() throws KeeperException, InterruptedException {
    var event = new CompletableFuture<String>();
    client.exists(root + "/watched", e -> event.complete(e.getPath()));
    assertThat(proxy.awaitIdle(SOON)).isTrue();
    long before = proxy.activity();

    direct.create(
        root + "/watched", new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);

    assertThat(event.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo(root + "/watched");
    assertThat(proxy.activity()).isEqualTo(before + 1);
  }

  @Test
  void tellsWhenARequestIsSent() throws InterruptedException {
    assertThat(proxy.awaitRequest(OpCode.exists, Duration.ZERO)).isFalse();

    client.exists(root, false, (code, path, context, stat) -> {}, null);

    assertThat(proxy.awaitRequest(OpCode.exists, SOON)).isTrue();
  }

  @Test
  void leavesObserversOut() throws KeeperException, InterruptedException {
    proxy.leaveOut("/probe");
    assertThat(proxy.awaitIdle(SOON)).isTrue();
    var requests = proxy.requests();
    long activity = proxy.activity();

    client.exists(root + "/probe", false);

    assertThat(proxy.awaitIdle(SOON)).isTrue();
    assertThat(proxy.requests()).isEqualTo(requests);
    assertThat(proxy.activity()).isEqualTo(activity);
  }

  @Test
  void leavesNoThreadBehind() throws InterruptedException {
    proxy.close();

    Waits.until("its threads end", SOON, () -> threadsOf(proxy).isEmpty());
  }

  private static List<String> threadsOf(FaultProxy proxy) {
    var names = new ArrayList<String>();
    for (var thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("fault-proxy-" + proxy.port() + "-")) {
        names.add(thread.getName());
      }
    }
    return names;
  }

  private CompletableFuture<Code> create(String name, CreateMode mode) {
    var reply = new CompletableFuture<Code>();
    client.create(
        root + "/" + name,
        new byte[0],
        ZooDefs.Ids.OPEN_ACL_UNSAFE,
        mode,
        (rc, path, context, actual) -> reply.complete(Code.get(rc)),
        null);
    return reply;
  }

  private CompletableFuture<Code> list() {
    var reply = new CompletableFuture<Code>();
    client.getChildren(
        root, false, (rc, path, context, names) -> reply.complete(Code.get(rc)), null);
    return reply;
  }

  private void createNow(String name) throws KeeperException, InterruptedException {
    client.create(
        root + "/" + name, new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
  }

  private List<String> children() throws KeeperException, InterruptedException {
    return direct.getChildren(root, false);
  }

  private static Code await(CompletableFuture<Code> reply) {
    return reply.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join();
  }

  private static boolean pollFor(CompletableFuture<Code> reply, Duration atMost)
      throws InterruptedException {
    try {
      reply.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
  }

  private void awaitState(KeeperState expected) throws InterruptedException {
    long end = System.nanoTime() + SOON.toNanos();
    KeeperState seen = null;
    while (seen != expected && System.nanoTime() < end) {
      seen = states.poll(100, TimeUnit.MILLISECONDS);
    }
    assertThat(seen).isEqualTo(expected);
  }
}
