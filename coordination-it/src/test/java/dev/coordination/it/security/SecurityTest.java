package dev.coordination.it.security;

import static dev.coordination.it.security.SecuredServer.IMPOSTOR;
import static dev.coordination.it.security.SecuredServer.OWNER;
import static dev.coordination.it.security.SecuredServer.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coordination.CoordinationClient;
import dev.coordination.CoordinationException;
import dev.coordination.NotPermittedException;
import dev.coordination.ServiceUnavailableException;
import dev.coordination.it.Backend;
import dev.coordination.it.Bounded;
import dev.coordination.it.Uses;
import dev.coordination.zookeeper.ZooKeeperCoordination;
import dev.coordination.zookeeper.testkit.ClientFactory.Opened;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Recipes whose nodes are for their owner alone: they serve the owner, whichever way it shows who
 * it is, and refuse everybody else, at once and without a trace.
 */
@Timeout(60)
class SecurityTest {

  private static final AtomicInteger PATHS = new AtomicInteger();
  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final Duration FOREVER = Duration.ofDays(1);
  private static SecuredServer server;

  private final String root = "/root-" + PATHS.incrementAndGet();

  @BeforeAll
  static void startServer() {
    server = new SecuredServer();
  }

  @AfterAll
  static void stopServer() throws InterruptedException {
    server.close();
  }

  private static Stream<Arguments> everyWay() {
    return Stream.of(Access.values())
        .flatMap(access -> Stream.of(Backend.values()).map(b -> Arguments.of(access, b)));
  }

  private static Opened connect(Access access, Backend backend, String user) {
    return access.connect(backend, server, user);
  }

  private static void using(Opened opened, Action action)
      throws InterruptedException, KeeperException {
    try (opened) {
      action.on(opened.client());
    }
  }

  private interface Action {
    void on(CoordinationClient client) throws InterruptedException, KeeperException;
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void everyRecipeServesItsOwnerAndRefusesAStranger(Access access, Backend backend)
      throws InterruptedException, KeeperException {
    using(
        connect(access, backend, OWNER),
        owner -> {
          Uses.everyRecipe(owner.withNamespace(root));
          assertThat(ownersOf(root)).containsOnly(new Id(access.scheme(), access.nameOf(OWNER)));
          using(connect(access, backend, STRANGER), this::isRefusedEverything);
          owner.lock(root + "/lock").acquire().release();
          assertThat(owner.counter(root + "/counter").get()).isOne();
        });
  }

  /** What it left would show as a node, or as a watch. */
  private void isRefusedEverything(CoordinationClient stranger)
      throws InterruptedException, KeeperException {
    assertThat(stranger.counter("/root-0").get()).isZero();
    List<String> before = server.tree("/");
    int watches = server.watches();
    long start = System.nanoTime();
    Refusals.of(stranger.withNamespace(root)).forEach(SecurityTest::assertRefused);
    Refusals.thatMake(stranger.withNamespace(root + "/new")).forEach(SecurityTest::assertRefused);
    assertSetRefused(stranger.withNamespace(root));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Access.SESSION);
    assertThat(stranger.counter("/root-0").get()).isZero(); // what was sent has been answered
    assertThat(server.tree("/")).containsExactlyInAnyOrderElementsOf(before);
    assertThat(server.watches()).isLessThanOrEqualTo(watches);
  }

  private static void assertRefused(String name, Callable<?> call) {
    assertThatThrownBy(() -> Bounded.get(Bounded.start(() -> unwrapped(call))), name)
        .hasCauseInstanceOf(NotPermittedException.class);
  }

  private static Object unwrapped(Callable<?> call) throws Exception {
    try {
      return call.call();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof CoordinationException failure ? failure : e;
    }
  }

  private static void assertSetRefused(CoordinationClient stranger) {
    try (var set = stranger.setPartitioner("/set", List.of("a", "b"))) {
      var failed = new CompletableFuture<Boolean>();
      try (var told =
          set.onStateChange(Runnable::run, state -> completeIf(state.isFinal(), failed))) {
        assertThat(told).isNotNull();
        assertThat(Bounded.get(failed)).isTrue();
      }
      assertThat(set.failure()).containsInstanceOf(NotPermittedException.class);
    }
  }

  private static void completeIf(boolean condition, CompletableFuture<Boolean> future) {
    if (condition) {
      future.complete(true);
    }
  }

  private static List<Id> ownersOf(String path) throws KeeperException, InterruptedException {
    List<Id> owners = new ArrayList<>();
    for (String node : server.tree(path)) {
      server.hand().getACL(node, new Stat()).stream().map(ACL::getId).forEach(owners::add);
    }
    return owners;
  }

  /** Some of the permissions are not enough: who may not remove its node must not make one. */
  @ParameterizedTest
  @EnumSource
  void whoMayOnlyReadIsRefusedToo(Backend backend) throws InterruptedException, KeeperException {
    List<ACL> readable = Arrays.asList(new ACL(ZooDefs.Perms.READ, ZooDefs.Ids.ANYONE_ID_UNSAFE));
    server.hand().create(root, new byte[0], readable, CreateMode.PERSISTENT);
    using(
        connect(Access.DIGEST, backend, STRANGER),
        stranger -> {
          Refusals.thatMake(stranger.withNamespace(root)).forEach(SecurityTest::assertRefused);
          assertThat(stranger.counter(root + "/counter").get()).isZero();
          assertThat(server.tree(root)).containsExactly(root);
        });
  }

  // Who is not who it says

  @ParameterizedTest
  @EnumSource
  void aCertificateThatIsNotTrustedGetsNoSession(Backend backend) {
    assertThatThrownBy(() -> Access.CERTIFICATE.connect(backend, server, IMPOSTOR, SHORT))
        .isInstanceOf(ServiceUnavailableException.class)
        .hasMessageContaining(server.secureConnectString());
  }

  @Test
  void aServerThatIsNotTrustedGetsNoClient() {
    var builder =
        ZooKeeperCoordination.builder(server.secureConnectString())
            .connectTimeout(SHORT)
            .tls()
            .keyStore(server.keys().of(OWNER), KeyStores.PASSWORD);
    assertThatThrownBy(builder::connect)
        .isInstanceOf(ServiceUnavailableException.class)
        .hasMessageContaining(server.secureConnectString());
  }

  @Test
  void aWrongPasswordIsRefusedAtOnce() {
    assertThatThrownBy(() -> Access.SASL.connect(Backend.RAW, server, IMPOSTOR, FOREVER))
        .isInstanceOf(NotPermittedException.class)
        .hasMessageContaining("the credentials are not accepted");
  }

  /** The framework does not tell why it is no longer connected, so that may come to light first. */
  @Test
  void aFrameworkWithAWrongPasswordGetsNoClient() {
    assertThatThrownBy(() -> Access.SASL.connect(Backend.CURATOR, server, IMPOSTOR, SHORT))
        .isInstanceOfAny(NotPermittedException.class, ServiceUnavailableException.class)
        .hasMessageContaining(server.connectString());
  }
}
