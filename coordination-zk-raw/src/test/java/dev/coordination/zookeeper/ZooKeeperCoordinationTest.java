package dev.coordination.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coordination.ConnectionState;
import dev.coordination.CoordinationClient;
import dev.coordination.Hold;
import dev.coordination.NotPermittedException;
import dev.coordination.ServiceUnavailableException;
import dev.coordination.spi.CoordinationProvider;
import dev.coordination.zookeeper.testkit.FaultProxy;
import dev.coordination.zookeeper.testkit.TestServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.data.Stat;
import org.apache.zookeeper.server.auth.DigestAuthenticationProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connecting, and what the builder's choices lead to, on a real server. */
@Timeout(60)
class ZooKeeperCoordinationTest {

  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final Duration SESSION = Duration.ofSeconds(2);

  private final TestServer server = TestServer.shared();
  private final ZooKeeper hand = server.connect(Duration.ofSeconds(30));
  private final String root = "/" + UUID.randomUUID();

  @AfterEach
  void closeHand() throws InterruptedException {
    hand.close();
  }

  private ZooKeeperCoordination.Builder builder() {
    return ZooKeeperCoordination.builder(server.connectString() + root).sessionTimeout(SESSION);
  }

  private List<String> children(String path) throws KeeperException, InterruptedException {
    return hand.getChildren(path, false);
  }

  private List<ACL> acl(String path) throws KeeperException, InterruptedException {
    return hand.getACL(path, new Stat());
  }

  // The root

  @Test
  void aMissingRootIsMade() throws KeeperException, InterruptedException {
    String deep = root + "/b/c";
    try (CoordinationClient client = ZooKeeperCoordination.connect(server.connectString() + deep)) {
      Hold hold = client.lock("/d/e").acquire();
      assertThat(children(deep + "/d/e")).hasSize(1);
      hold.release();
      assertThat(children(deep + "/d/e")).isEmpty();
    }
    assertThat(hand.exists(deep, false).getEphemeralOwner()).isZero();
    assertThat(hand.getData(deep, false, null)).isEmpty();
  }

  @Test
  void aRootThatIsRemovedIsMadeAgain() throws KeeperException, InterruptedException {
    try (CoordinationClient client = builder().connect()) {
      hand.delete(root, -1);
      try (Hold hold = client.lock("/a/b").acquire()) {
        assertThat(hold.isHeld()).isTrue();
        assertThat(children(root + "/a/b")).hasSize(1);
      }
    }
  }

  @Test
  void aRootThatMayNotBeMadeIsRefusedAtOnce() throws KeeperException, InterruptedException {
    hand.create(root, new byte[0], ZooDefs.Ids.READ_ACL_UNSAFE, CreateMode.PERSISTENT);
    assertThatThrownBy(
            () -> ZooKeeperCoordination.connect(server.connectString() + root + "/below"))
        .isInstanceOf(NotPermittedException.class)
        .hasMessageContaining(server.connectString())
        .hasMessageContaining(root + "/below")
        .hasRootCauseInstanceOf(KeeperException.NoAuthException.class);
  }

  @Test
  void aRootThatIsThereNeedsNoPermission() throws KeeperException, InterruptedException {
    hand.create(root, new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    hand.create(root + "/below", new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    hand.setACL(root, ZooDefs.Ids.READ_ACL_UNSAFE, -1);
    try (CoordinationClient client =
        ZooKeeperCoordination.connect(server.connectString() + root + "/below")) {
      assertThat(client.counter("/c").increment()).isOne();
    }
  }

  @Test
  void aDeepRootThatMayNotBeMadeIsRefusedAtOnce() throws KeeperException, InterruptedException {
    hand.create(root, new byte[0], ZooDefs.Ids.READ_ACL_UNSAFE, CreateMode.PERSISTENT);
    assertThatThrownBy(
            () -> ZooKeeperCoordination.connect(server.connectString() + root + "/b/c/d"))
        .isInstanceOf(NotPermittedException.class)
        .hasMessageContaining(root + "/b")
        .hasRootCauseInstanceOf(KeeperException.NoAuthException.class);
  }

  @Test
  void aRootThatIsGoneAndMayNotBeMadeAgainIsToldToEveryCall()
      throws KeeperException, InterruptedException {
    hand.create(root, new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    try (CoordinationClient client =
        ZooKeeperCoordination.connect(server.connectString() + root + "/b/c")) {
      hand.delete(root + "/b/c", -1);
      hand.delete(root + "/b", -1);
      hand.setACL(root, readOnlyButForHand(), -1);
      for (String path : List.of("/x", "/x/y/z")) {
        assertNotPermitted(client.lock(path).acquireAsync());
        assertThatThrownBy(() -> client.lock(path).tryAcquire())
            .isInstanceOf(NotPermittedException.class)
            .hasMessageContaining(root + "/b");
        assertNotPermitted(client.counter(path).incrementAsync());
        assertThat(client.lock(path).contenders()).isEmpty();
      }
      hand.setACL(root, ZooDefs.Ids.OPEN_ACL_UNSAFE, -1);
      assertThat(client.lock("/x/y/z").tryAcquire()).isPresent();
      assertThat(client.counter("/n").increment()).isOne();
    }
  }

  @Test
  void aRootThatIsGoneAndMayNotBeMadeAgainIsToldInTheNextSessionToo()
      throws KeeperException, InterruptedException {
    hand.create(root, new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    try (FaultProxy proxy = new FaultProxy(server.port());
        CoordinationClient client =
            ZooKeeperCoordination.builder(proxy.connectString() + root + "/b")
                .sessionTimeout(SESSION)
                .connect()) {
      long first = proxy.session().orElseThrow().id();
      proxy.refuse();
      assertThat(server.awaitEnded(first, Duration.ofSeconds(20))).isTrue();
      hand.delete(root + "/b", -1);
      hand.setACL(root, readOnlyButForHand(), -1);
      CompletableFuture<Hold> waiting = client.lock("/x").acquireAsync();
      proxy.restore();
      assertNotPermitted(waiting);
      awaitAnswers(client);
      hand.setACL(root, ZooDefs.Ids.OPEN_ACL_UNSAFE, -1);
      assertThat(client.lock("/x").tryAcquire()).isPresent();
    }
  }

  /** Attempts to make the root that are still under way would be told to the next call as well. */
  private static void awaitAnswers(CoordinationClient client) {
    assertThat(client.lock("/x").contenders()).isEmpty();
  }

  private static void assertNotPermitted(CompletableFuture<?> future) {
    assertThat(future)
        .failsWithin(Duration.ofSeconds(20))
        .withThrowableThat()
        .withCauseInstanceOf(NotPermittedException.class);
  }

  /** Nobody may make anything below; the hand, from now on known by name, may do everything. */
  private List<ACL> readOnlyButForHand() {
    hand.addAuthInfo("digest", "hand:secret".getBytes(UTF_8));
    return Arrays.asList( // the client asks whether it contains null
        new ACL(ZooDefs.Perms.READ, ZooDefs.Ids.ANYONE_ID_UNSAFE),
        new ACL(ZooDefs.Perms.ALL, new Id("digest", digest("hand:secret"))));
  }

  // Who may do what

  @Test
  void nodesHaveTheAclThatWasChosenAndOthersAreRefusedAtOnce()
      throws KeeperException, InterruptedException {
    try (CoordinationClient mine =
            builder()
                .auth("digest", "me:secret".getBytes(UTF_8))
                .acl(ZooDefs.Ids.CREATOR_ALL_ACL)
                .connect();
        CoordinationClient others = builder().connect()) {
      Hold hold = mine.lock("/a/b").acquire();
      hand.addAuthInfo("digest", "me:secret".getBytes(UTF_8));
      String contender = root + "/a/b/" + children(root + "/a/b").get(0);
      for (String path : List.of(root, root + "/a", root + "/a/b", contender)) {
        assertThat(acl(path))
            .containsExactly(new ACL(ZooDefs.Perms.ALL, new Id("digest", digest("me:secret"))));
      }
      assertThatThrownBy(() -> others.lock("/a/b").tryAcquire())
          .isInstanceOf(NotPermittedException.class);
      hold.release();
    }
  }

  @Test
  void aLineThatMayBeJoinedButNotSeenIsLeftAgain() throws KeeperException, InterruptedException {
    hand.create(root, new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    hand.create(root + "/line", new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    int blind = ZooDefs.Perms.CREATE | ZooDefs.Perms.DELETE | ZooDefs.Perms.ADMIN;
    hand.setACL(root + "/line", Arrays.asList(new ACL(blind, ZooDefs.Ids.ANYONE_ID_UNSAFE)), -1);
    try (CoordinationClient client = builder().connect()) {
      assertNotPermitted(client.lock("/line").acquireAsync());
      assertThatThrownBy(() -> client.lock("/line").tryAcquire())
          .isInstanceOf(NotPermittedException.class);
      assertThat(client.counter("/fence").get()).isZero(); // what was sent has been answered
      assertThat(hand.getAllChildrenNumber(root)).isOne();
    }
  }

  private static String digest(String credentials) {
    try {
      return DigestAuthenticationProvider.generateDigest(credentials);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void credentialsAreShownAgainInTheNextSession() throws InterruptedException, KeeperException {
    try (FaultProxy proxy = new FaultProxy(server.port());
        CoordinationClient client =
            ZooKeeperCoordination.builder(proxy.connectString() + root)
                .sessionTimeout(SESSION)
                .auth("digest", "me:secret".getBytes(UTF_8))
                .acl(ZooDefs.Ids.CREATOR_ALL_ACL)
                .connect()) {
      assertThat(client.counter("/c").increment()).isOne();
      long first = proxy.session().orElseThrow().id();
      proxy.refuse();
      assertThat(server.awaitEnded(first, Duration.ofSeconds(20))).isTrue();
      var lostAndBack = lostAndBack(client);
      proxy.restore();
      await(lostAndBack);
      assertThat(proxy.session().orElseThrow().id()).isNotEqualTo(first);
      assertThat(client.counter("/c").increment()).isEqualTo(2);
    }
  }

  private static CompletableFuture<Void> lostAndBack(CoordinationClient client) {
    var back = new CompletableFuture<Void>();
    var lost = new CompletableFuture<Void>();
    var unused =
        client.onConnectionState(
            Runnable::run,
            state -> {
              if (state == ConnectionState.LOST) {
                lost.complete(null);
              } else if (state == ConnectionState.CONNECTED && lost.isDone()) {
                back.complete(null);
              }
            });
    return back;
  }

  private static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(30, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void credentialsThatTheServerDoesNotUnderstandAreRefusedAtOnce() {
    var builder = builder().auth("no-such-scheme", new byte[0]);
    assertThatThrownBy(builder::connect)
        .isInstanceOf(NotPermittedException.class)
        .hasRootCauseInstanceOf(KeeperException.AuthFailedException.class);
  }

  // Servers that cannot be had

  @Test
  void anUnreachableServerIsNamedWithTheReason() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    var builder = ZooKeeperCoordination.builder("127.0.0.1:" + free).connectTimeout(SHORT);
    assertThatThrownBy(builder::connect)
        .isInstanceOf(ServiceUnavailableException.class)
        .hasMessageContaining("127.0.0.1:" + free + " cannot be reached")
        .hasMessageContaining("1.0 s")
        .hasCauseInstanceOf(ConnectException.class);
  }

  @Test
  void aServerThatAcceptsAndSaysNothingDoesNotHoldUpForLonger() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + socket.getLocalPort();
      var builder =
          ZooKeeperCoordination.builder(address)
              .sessionTimeout(Duration.ofMinutes(1))
              .connectTimeout(SHORT);
      long start = System.nanoTime();
      assertThatThrownBy(builder::connect)
          .isInstanceOf(ServiceUnavailableException.class)
          .hasMessageContaining(address + " accepts connections but gives no session");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }
  }

  @Test
  void anInterruptNeitherEndsTheWaitNorIsForgotten() {
    Thread.currentThread().interrupt();
    try (CoordinationClient client = builder().connect()) {
      assertThat(client.connectionState()).isEqualTo(ConnectionState.CONNECTED);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  // Choices

  @Test
  void badChoicesAreRefused() {
    assertThatThrownBy(() -> ZooKeeperCoordination.builder(""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ZooKeeperCoordination.builder("h:1/a//b"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder().sessionTimeout(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder().identifier("\ud800"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder().contenderPatterns("x", ""))
        .isInstanceOf(IllegalArgumentException.class);
    ZKClientConfig forgetful = new ZKClientConfig();
    forgetful.setProperty(ZKClientConfig.DISABLE_AUTO_WATCH_RESET, "true");
    assertThatThrownBy(() -> builder().clientConfig(forgetful))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theIdentifierIsTheChosenOneOrUnique() {
    try (CoordinationClient named = builder().identifier("me").connect();
        CoordinationClient one = builder().connect();
        CoordinationClient other = builder().connect()) {
      assertThat(named.identifier()).isEqualTo("me");
      assertThat(one.identifier())
          .contains(Long.toString(ProcessHandle.current().pid()))
          .isNotEqualTo(other.identifier());
    }
  }

  @Test
  void theChosenExecutorCompletesFuturesAndOutlivesTheClient() {
    var executor = Executors.newSingleThreadExecutor(task -> new Thread(task, "chosen"));
    try {
      var threads = new CompletableFuture<String>();
      try (CoordinationClient client = builder().callbackExecutor(executor).connect()) {
        var unused =
            client
                .lock("/a")
                .acquireAsync()
                .thenAccept(hold -> threads.complete(Thread.currentThread().getName()));
        assertThat(await(threads)).isEqualTo("chosen");
      }
      assertThat(executor.isShutdown()).isFalse();
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  void manyAndLongNamesCanBeListed() throws KeeperException, InterruptedException {
    String line = root + "/line";
    hand.create(root, new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    hand.create(line, new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    var last = new CompletableFuture<Void>();
    for (int i = 0; i < 8_000; i++) {
      String name = line + "/" + "x".repeat(150) + i;
      hand.create(
          name,
          new byte[0],
          ZooDefs.Ids.OPEN_ACL_UNSAFE,
          CreateMode.EPHEMERAL,
          (rc, path, context, created) -> last.complete(null),
          null);
    }
    hand.sync(line, (rc, path, context) -> last.complete(null), null);
    try (CoordinationClient client = builder().connect()) {
      assertThat(client.lock("/line").tryAcquire()).isPresent();
    }
  }

  // By URI

  @Test
  void isFoundByUri() throws KeeperException, InterruptedException {
    URI uri = URI.create("zookeeper://" + server.connectString() + root + "/");
    var settings =
        new CoordinationProvider.Settings(Optional.of("me"), SESSION, Duration.ofSeconds(15));
    try (CoordinationClient client = CoordinationProvider.forUri(uri).connect(uri, settings)) {
      assertThat(client.identifier()).isEqualTo("me");
      assertThat(client.counter("/c").increment()).isOne();
    }
    assertThat(children(root)).contains("c");
    URI bad = URI.create("zookeeper:nowhere");
    assertThatThrownBy(() -> new ZooKeeperProvider().connect(bad, settings))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
