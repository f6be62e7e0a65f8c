package dev.coordination.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coordination.support.SerialExecutor;
import dev.coordination.zookeeper.engine.ToldSessions;
import dev.coordination.zookeeper.engine.ToldSessions.What;
import dev.coordination.zookeeper.engine.ZnodeException;
import dev.coordination.zookeeper.engine.ZnodeSession;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeKind;
import dev.coordination.zookeeper.testkit.FaultProxy;
import dev.coordination.zookeeper.testkit.TestServer;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the contract of sessions leaves open, or cannot ask of every store. */
@Timeout(60)
class RawTransportTest {

  private static final byte[] TOO_MUCH = new byte[2 << 20];

  private final FaultProxy proxy = new FaultProxy(TestServer.shared().port());
  private final String root = "/" + UUID.randomUUID();
  private final ToldSessions told = new ToldSessions();
  private final RawTransport transport =
      new RawTransport(
          ZooKeeperCoordination.builder(proxy.connectString() + root)
              .sessionTimeout(Duration.ofSeconds(6))
              .settings());
  private long startNanos;
  private ToldSessions.Told established;
  private ZnodeSession session;

  @BeforeEach
  void start() {
    startNanos = System.nanoTime();
    transport.start(told, new SerialExecutor(Runnable::run));
    established = told.next(What.ESTABLISHED);
    session = established.session();
  }

  @AfterEach
  void close() {
    transport.close();
    proxy.close();
  }

  @Test
  void handshakesAreDatedFromBelow() {
    assertThat(established.sentNanos() - startNanos).isPositive();
    assertThat(session.timeout()).isEqualTo(Duration.ofSeconds(6));
    long cutNanos = System.nanoTime();
    proxy.reset();
    var unused = told.next(What.SUSPENDED);
    long resumedNanos = told.next(What.RESUMED).sentNanos();
    assertThat(resumedNanos - cutNanos).isPositive();
    assertThat(System.nanoTime() - resumedNanos).isPositive();
  }

  /** The shortest of several: a busy machine makes them longer, never shorter. */
  @Test
  void aShortInterruptionIsOverInLessThanTheSecondThatTheClientWouldPause() {
    Duration shortest =
        Stream.generate(this::interruption).limit(4).min(Duration::compareTo).orElseThrow();
    assertThat(shortest).isLessThan(Duration.ofMillis(900));
  }

  private Duration interruption() {
    long cutNanos = System.nanoTime();
    proxy.reset();
    var unused = told.next(What.SUSPENDED);
    var unusedToo = told.next(What.RESUMED);
    return Duration.ofNanos(System.nanoTime() - cutNanos);
  }

  @Test
  void aServerThatFallsSilentDoesNotHoldUpTheClosing() {
    proxy.hold();
    var asked = session.sync("/");
    long start = System.nanoTime();
    transport.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    var unused = told.next(What.ENDED);
    assertThat(asked).isCompletedExceptionally();
  }

  @Test
  void aRequestThatIsTooLargeIsRefusedWithoutBreakingTheLink() {
    assertTooLarge(() -> session.create("/a", TOO_MUCH, NodeKind.PERSISTENT).join());
    assertTooLarge(() -> session.setData("/a", TOO_MUCH, ZnodeSession.ANY).join());
    var half = new ZnodeSession.Op.Create("/a", new byte[1 << 19], NodeKind.PERSISTENT);
    assertTooLarge(() -> session.multi(List.of(half, half)).join());
    assertThat(session.create("/a", half.data(), NodeKind.PERSISTENT).join().path())
        .isEqualTo("/a");
    assertThat(told.isEmpty()).isTrue();
  }

  /** The server counts bytes, and the root as well; a character can have three. */
  @Test
  void aRequestOfManyLongPathsIsRefusedWithoutBreakingTheLink() {
    String path = "/" + "\u4e16".repeat(1_000);
    session.create(path, new byte[0], NodeKind.PERSISTENT).join();
    ZnodeSession.Op check = new ZnodeSession.Op.Check(path, ZnodeSession.ANY);
    assertTooLarge(() -> session.multi(Collections.nCopies(350, check)).join());
    assertThat(session.multi(Collections.nCopies(300, check)).join()).hasSize(300);
    assertThat(told.isEmpty()).isTrue();
  }

  private static void assertTooLarge(Runnable request) {
    assertThatThrownBy(request::run)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            ZnodeException.class,
            failure -> assertThat(failure.code()).isEqualTo(ZnodeException.Code.TOO_LARGE));
  }
}
