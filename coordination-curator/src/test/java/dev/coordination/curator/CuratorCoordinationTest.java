package dev.coordination.curator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coordination.ConnectionState;
import dev.coordination.CoordinationClient;
import dev.coordination.Hold;
import dev.coordination.HoldState;
import dev.coordination.ServiceUnavailableException;
import dev.coordination.spi.CoordinationProvider;
import dev.coordination.support.SerialExecutor;
import dev.coordination.zookeeper.engine.ToldSessions;
import dev.coordination.zookeeper.engine.ToldSessions.What;
import dev.coordination.zookeeper.engine.ZnodeSession;
import dev.coordination.zookeeper.testkit.FaultProxy;
import dev.coordination.zookeeper.testkit.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.api.ACLProvider;
import org.apache.curator.framework.imps.CuratorFrameworkState;
import org.apache.curator.framework.listen.UnaryListenerManager;
import org.apache.curator.framework.state.ConnectionStateListener;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.common.ZKConfig;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client does with a framework, and what it leaves alone, on a real server. */
@Timeout(60)
class CuratorCoordinationTest {

  private static final int SESSION_MILLIS = 2_000;

  private final TestServer server = TestServer.shared();
  private final ZooKeeper hand = server.connect(Duration.ofSeconds(30));
  private final String namespace = UUID.randomUUID() + "/inner";
  private final String root = "/" + namespace;
  private final List<CuratorFramework> frameworks = new ArrayList<>();
  private final List<InspectedHandle> handles = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() throws InterruptedException {
    frameworks.forEach(CuratorFramework::close);
    hand.close();
  }

  private CuratorFrameworkFactory.Builder builder(String connectString) {
    return CuratorFrameworkFactory.builder()
        .connectString(connectString)
        .sessionTimeoutMs(SESSION_MILLIS)
        .connectionTimeoutMs(SESSION_MILLIS)
        .namespace(namespace)
        .zookeeperFactory(this::newHandle)
        .ensembleTracker(false) // has a watch of its own
        .retryPolicy(new RetryOneTime(1));
  }

  private ZooKeeper newHandle(String servers, int timeout, Watcher watcher, boolean readOnly)
      throws IOException {
    InspectedHandle handle = new InspectedHandle(servers, timeout, watcher, readOnly);
    handles.add(handle);
    return handle;
  }

  private CuratorFramework started(CuratorFrameworkFactory.Builder builder) {
    CuratorFramework framework = builder.build();
    frameworks.add(framework);
    framework.start();
    return framework;
  }

  private CuratorFramework started() {
    return started(builder(server.connectString()));
  }

  /** A handle that shows what is registered on it. */
  private static final class InspectedHandle extends ZooKeeper {

    InspectedHandle(String servers, int timeout, Watcher watcher, boolean readOnly)
        throws IOException {
      super(servers, timeout, watcher, readOnly);
    }

    List<String> watches() {
      List<String> all = new ArrayList<>(getDataWatches());
      all.addAll(getExistWatches());
      all.addAll(getChildWatches());
      return all;
    }
  }

  private static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  private static CompletionStage<ConnectionState> reached(
      CoordinationClient client, ConnectionState state) {
    var reached = new CompletableFuture<ConnectionState>();
    var unused =
        client.onConnectionState(
            Runnable::run,
            now -> {
              if (now == state) {
                reached.complete(now);
              }
            });
    return reached;
  }

  // What is written

  @Test
  void nodesLieInTheNamespaceAndHoldPlainBytes() throws KeeperException, InterruptedException {
    CuratorFramework framework = started(builder(server.connectString()).enableCompression());
    try (CoordinationClient client =
        CuratorCoordination.builder(framework).identifier("me").create()) {
      Hold hold = client.lock("/a/b").acquire();
      assertThat(client.counter("/c").increment()).isOne();
      String contender = hand.getChildren(root + "/a/b", false).get(0);
      assertThat(hand.getData(root + "/a/b/" + contender, false, null))
          .asString(UTF_8)
          .isEqualTo("me");
      assertThat(hand.getData(root + "/c", false, null)).asString(UTF_8).isEqualTo("1");
      assertThat(client.lock("/a/b").contenders()).containsExactly("me");
      assertThat(hold.path()).isEqualTo("/a/b");
    }
  }

  @Test
  void theNamespaceIsNoContainerAndIsMadeAgain() throws KeeperException, InterruptedException {
    try (CoordinationClient client = CuratorCoordination.create(started())) {
      assertThat(hand.exists(root, false).getEphemeralOwner()).isZero();
      hand.delete(root, -1);
      assertThat(client.counter("/c").increment()).isOne();
      assertThat(hand.exists(root, false).getEphemeralOwner()).isZero();
    }
  }

  @Test
  void aFrameworkWithoutANamespaceServesAsWell() throws KeeperException, InterruptedException {
    CuratorFramework framework = started(builder(server.connectString()).namespace(null));
    try (CoordinationClient client = CuratorCoordination.create(framework);
        Hold hold = client.lock(root + "/a").acquire()) {
      assertThat(hold.isHeld()).isTrue();
      assertThat(hand.getChildren(root + "/a", false)).hasSize(1);
    }
  }

  @Test
  void aRootInTheConnectStringIsTheFrameworksOwn() throws KeeperException, InterruptedException {
    String chroot = "/" + UUID.randomUUID();
    hand.create(chroot, new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    CuratorFramework framework = started(builder(server.connectString() + chroot));
    try (CoordinationClient client = CuratorCoordination.create(framework);
        Hold hold = client.lock("/a").acquire()) {
      assertThat(client.counter("/c").increment()).isOne();
      assertThat(hold.isHeld()).isTrue();
      assertThat(hand.getChildren(chroot + root + "/a", false)).hasSize(1);
    }
  }

  @Test
  void nodesHaveTheAclsThatTheProviderSays() throws KeeperException, InterruptedException {
    List<ACL> special =
        List.of(
            new ACL(ZooDefs.Perms.ALL, ZooDefs.Ids.ANYONE_ID_UNSAFE),
            new ACL(ZooDefs.Perms.READ, ZooDefs.Ids.AUTH_IDS));
    List<String> asked = new CopyOnWriteArrayList<>();
    ACLProvider provider =
        new ACLProvider() {
          @Override
          public List<ACL> getDefaultAcl() {
            return ZooDefs.Ids.OPEN_ACL_UNSAFE;
          }

          @Override
          public List<ACL> getAclForPath(String path) {
            asked.add(path);
            return path.equals("/a") ? special : ZooDefs.Ids.OPEN_ACL_UNSAFE;
          }
        };
    CuratorFramework framework =
        started(
            builder(server.connectString())
                .aclProvider(provider)
                .authorization("digest", "me:x".getBytes(UTF_8)));
    try (CoordinationClient client = CuratorCoordination.create(framework);
        Hold hold = client.lock("/a/b").acquire()) {
      assertThat(hold.isHeld()).isTrue();
      assertThat(hand.getACL(root + "/a", new Stat())).hasSize(2);
      assertThat(hand.getACL(root + "/a/b", new Stat())).hasSize(1);
      assertThat(asked).contains(root, "/a", "/a/b").anyMatch(path -> path.startsWith("/a/b/"));
    }
  }

  // The framework's connection

  @Test
  void noConnectionIsMadeBesideTheFrameworks() throws InterruptedException {
    try (TestServer own = TestServer.start();
        CuratorFramework framework = started(builder(own.connectString()));
        CoordinationClient client = CuratorCoordination.create(framework);
        CoordinationClient another = CuratorCoordination.create(framework);
        Hold hold = client.lock("/a").acquire()) {
      assertThat(another.lock("/a").tryAcquire()).isEmpty();
      assertThat(hold.isHeld()).isTrue();
      assertThat(own.sessions()).containsExactly(handles.get(0).getSessionId());
      assertThat(handles).hasSize(1);
    }
  }

  @Test
  void theFrameworkIsLeftAsItWas() throws Exception {
    CuratorFramework framework = started();
    framework.create().orSetData().forPath("/mine", "1".getBytes(UTF_8));
    int listeners = listeners(framework);

    CoordinationClient client = CuratorCoordination.create(framework);
    Hold hold = client.lock("/a").acquire();
    var waiting = client.lock("/a").acquireAsync();
    assertThat(client.lock("/a").contenders()).hasSize(2);
    client.close();

    assertThat(waiting).isCompletedExceptionally();
    assertThat(hold.state()).isEqualTo(HoldState.RELEASED);
    assertThat(listeners(framework)).isEqualTo(listeners);
    assertThat(framework.getState()).isEqualTo(CuratorFrameworkState.STARTED);
    assertThat(framework.getData().forPath("/mine")).asString(UTF_8).isEqualTo("1");
    assertThat(hand.getChildren(root + "/a", false)).isEmpty();
    framework.sync().forPath("/"); // behind it, what was sent before has been answered
    assertThat(framework.checkExists().forPath("/a")).isNotNull();
    assertThat(handles.get(0).watches()).isEmpty();
    assertThat(handles).hasSize(1);
  }

  private static int listeners(CuratorFramework framework) {
    return ((UnaryListenerManager<ConnectionStateListener>)
            framework.getConnectionStateListenable())
        .size();
  }

  @Test
  void anotherClientOnTheFrameworkIsNotDisturbed() throws InterruptedException {
    CuratorFramework framework = started();
    try (CoordinationClient stays = CuratorCoordination.create(framework)) {
      Hold hold = stays.lock("/a").acquire();
      CoordinationClient goes = CuratorCoordination.create(framework);
      var behind = stays.lock("/b").acquire();
      var waiting = goes.lock("/b").acquireAsync();
      var alsoWaiting = stays.lock("/b").acquireAsync();
      assertThat(stays.lock("/b").contenders()).hasSize(3);
      goes.close();
      assertThat(waiting).isCompletedExceptionally();
      behind.release();
      assertThat(await(alsoWaiting).isHeld()).isTrue();
      assertThat(hold.isHeld()).isTrue();
    }
  }

  @Test
  void aSessionOfTheFrameworksThatExpiredIsFollowedByTheNext() throws InterruptedException {
    try (FaultProxy proxy = new FaultProxy(server.port())) {
      CuratorFramework framework = started(builder(proxy.connectString()));
      try (CoordinationClient client = CuratorCoordination.create(framework)) {
        Hold hold = client.lock("/a").acquire();
        long first = proxy.session().orElseThrow().id();
        proxy.refuse();
        assertThat(server.awaitEnded(first, Duration.ofSeconds(20))).isTrue();
        assertThat(await(hold.ended())).isEqualTo(HoldState.LOST);
        await(reached(client, ConnectionState.LOST));
        proxy.restore();
        await(reached(client, ConnectionState.CONNECTED));
        try (Hold next = client.lock("/a").acquire()) {
          assertThat(next.fencingToken()).isGreaterThan(hold.fencingToken());
        }
        assertThat(handles.get(handles.size() - 1).getSessionId()).isNotEqualTo(first);
      }
    }
  }

  @Test
  void aFrameworkThatIsClosedFirstEndsTheHoldsAndTheClientCanStillBeClosed()
      throws InterruptedException {
    CuratorFramework framework = started();
    CoordinationClient client = CuratorCoordination.create(framework);
    Hold hold = client.lock("/a").acquire();
    framework.close();
    assertThat(await(hold.ended())).isEqualTo(HoldState.LOST);
    client.close();
    assertThat(client.connectionState()).isEqualTo(ConnectionState.CLOSED);
  }

  @Test
  void whenTheConnectionCameBackIsKnownFromBelow() {
    try (FaultProxy proxy = new FaultProxy(server.port())) {
      CuratorFramework framework = started(builder(proxy.connectString()));
      CuratorTransport transport = CuratorCoordination.builder(framework).transport(false);
      ToldSessions told = new ToldSessions();
      transport.start(told, new SerialExecutor(Runnable::run));
      ZnodeSession session = told.next(What.ESTABLISHED).session();
      long askedNanos = System.nanoTime();
      await(session.sync("/"));
      proxy.reset();
      var unused = told.next(What.SUSPENDED);
      long resumedNanos = told.next(What.RESUMED).sentNanos();
      assertThat(resumedNanos - askedNanos).isPositive();
      assertThat(System.nanoTime() - resumedNanos).isPositive();
      transport.close();
    }
  }

  // Frameworks in other states

  @Test
  void aFrameworkThatIsNotStartedOrClosedIsRefused() {
    CuratorFramework framework = builder(server.connectString()).build();
    assertThatThrownBy(() -> CuratorCoordination.create(framework))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("start()");
    framework.start();
    framework.close();
    assertThatThrownBy(() -> CuratorCoordination.create(framework))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void aFrameworkThatIsNotConnectedYetIsAwaited() {
    try (FaultProxy proxy = new FaultProxy(server.port())) {
      proxy.hold();
      CuratorFramework framework = started(builder(proxy.connectString()));
      var restoring = new AtomicBoolean();
      CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS)
          .execute(
              () -> {
                restoring.set(true);
                proxy.restore();
              });
      try (CoordinationClient client = CuratorCoordination.create(framework)) {
        assertThat(restoring).isTrue();
        assertThat(client.connectionState()).isEqualTo(ConnectionState.CONNECTED);
      }
    }
  }

  @Test
  void aFrameworkThatDoesNotConnectIsGivenUpInTime() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    CuratorFramework framework = started(builder("127.0.0.1:" + free));
    int listeners = listeners(framework);
    var builder = CuratorCoordination.builder(framework).connectTimeout(Duration.ofSeconds(1));
    assertThatThrownBy(builder::create)
        .isInstanceOf(ServiceUnavailableException.class)
        .hasMessageContaining("127.0.0.1:" + free + " cannot be reached");
    assertThat(listeners(framework)).isEqualTo(listeners);
    assertThat(framework.getState()).isEqualTo(CuratorFrameworkState.STARTED);
  }

  @Test
  void aHandleWhoseWatchesDoNotSurviveIsRefused() {
    ZKClientConfig forgetful = new ZKClientConfig();
    forgetful.setProperty(ZKClientConfig.DISABLE_AUTO_WATCH_RESET, "true");
    CuratorFramework framework =
        started(
            builder(server.connectString())
                .zookeeperFactory(
                    (servers, timeout, watcher, readOnly) ->
                        new ZooKeeper(servers, timeout, watcher, readOnly, forgetful)));
    assertThatThrownBy(() -> CuratorCoordination.create(framework))
        .isInstanceOf(ServiceUnavailableException.class)
        .hasMessageContaining(ZKClientConfig.DISABLE_AUTO_WATCH_RESET);
  }

  @Test
  void aListThatTheFrameworksHandleDoesNotTakeIsRefusedWithTheNameOfTheSetting()
      throws KeeperException, InterruptedException {
    ZKClientConfig narrow = new ZKClientConfig();
    narrow.setProperty(ZKConfig.JUTE_MAXBUFFER, "8192");
    CuratorFramework framework =
        started(
            builder(server.connectString())
                .zookeeperFactory(
                    (servers, timeout, watcher, readOnly) ->
                        new ZooKeeper(servers, timeout, watcher, readOnly, narrow)));
    try (CoordinationClient client =
        CuratorCoordination.builder(framework).operationTimeout(Duration.ofMinutes(1)).create()) {
      client.lock("/line").acquire().release();
      foreignContenders(root + "/line", 200);
      assertThatThrownBy(() -> client.lock("/line").contenders())
          .isInstanceOf(ServiceUnavailableException.class)
          .hasMessageContaining("jute.maxbuffer of this client is 8192")
          .hasMessageContaining("200 children");
      assertThatThrownBy(() -> client.lock("/line").acquire())
          .isInstanceOf(ServiceUnavailableException.class)
          .hasMessageContaining("jute.maxbuffer");
    }
    assertThat(hand.exists(root + "/line", false).getNumChildren()).isEqualTo(200);
  }

  private void foreignContenders(String line, int count)
      throws KeeperException, InterruptedException {
    List<Op> creates =
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    Op.create(
                        line + "/" + "0".repeat(32) + "__lock__",
                        new byte[0],
                        ZooDefs.Ids.OPEN_ACL_UNSAFE,
                        CreateMode.PERSISTENT_SEQUENTIAL))
            .toList();
    hand.multi(creates);
  }

  // By URI

  @Test
  void isFoundByUriAndClosesTheFrameworkOfItsOwn() {
    try (TestServer own = TestServer.start()) {
      URI uri = URI.create("curator://" + own.connectString() + "/deep/root");
      var settings =
          new CoordinationProvider.Settings(
              Optional.of("me"), Duration.ofSeconds(2), Duration.ofSeconds(15));
      try (CoordinationClient client = CoordinationProvider.forUri(uri).connect(uri, settings)) {
        assertThat(client.identifier()).isEqualTo("me");
        assertThat(client.counter("/c").increment()).isOne();
        assertThat(own.sessions()).hasSize(1);
      }
      assertThat(own.sessions()).isEmpty();
    }
  }
}
