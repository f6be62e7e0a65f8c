package dev.coordination.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.CoordinationClient;
import dev.coordination.Hold;
import dev.coordination.Registration;
import dev.coordination.zookeeper.testkit.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many watches a real server keeps for clients that want them no longer: its own count. */
@Timeout(60)
class WatchesTest {

  /** Enough that a watch left behind in each round would be seen, whatever else goes on. */
  private static final int ROUNDS = 300;

  private final TestServer server = TestServer.start();
  private final CoordinationClient a = connect();
  private final CoordinationClient b = connect();

  private CoordinationClient connect() {
    return ZooKeeperCoordination.builder(server.connectString())
        .sessionTimeout(Duration.ofSeconds(20))
        .connect();
  }

  @AfterEach
  void close() {
    a.close();
    b.close();
    server.close();
  }

  @Test
  void waitersThatGiveUpLeaveNone() throws InterruptedException {
    Hold hold = a.lock("/line").acquire();
    List<CompletableFuture<Hold>> waiting = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      waiting.add(b.lock("/line").acquireAsync());
    }
    fence(b);
    int most = server.watches();
    assertThat(most).isGreaterThan(ROUNDS);
    waiting.forEach(wait -> wait.cancel(false));
    for (int i = 0; i < ROUNDS; i++) {
      assertThat(b.lock("/line").tryAcquire(Duration.ofNanos(1))).isEmpty();
    }
    fence(b);
    assertThat(server.watches()).isLessThan(10);
    assertThat(hold.isHeld()).isTrue();
  }

  /** The one behind asks to be told of the one ahead when that one may have left already. */
  @Test
  void handingOverLeavesNone() throws InterruptedException {
    for (int i = 0; i < ROUNDS; i++) {
      Hold hold = a.lock("/line").acquire();
      CompletableFuture<Hold> next = b.lock("/line").acquireAsync();
      hold.release();
      next.orTimeout(20, TimeUnit.SECONDS).join().release();
    }
    fence(a);
    fence(b);
    assertThat(server.watches()).isLessThan(10);
  }

  @Test
  void audiencesThatLeaveLeaveNone() throws InterruptedException {
    Hold leading = a.election("/led").campaign();
    for (int i = 0; i < ROUNDS; i++) {
      CompletableFuture<Optional<String>> told = new CompletableFuture<>();
      String path = i % 2 == 0 ? "/led" : "/missing/" + i;
      Registration audience = b.election(path).onLeaderChange(Runnable::run, told::complete);
      assertThat(told.orTimeout(20, TimeUnit.SECONDS).join().isPresent()).isEqualTo(i % 2 == 0);
      audience.close();
    }
    fence(b);
    assertThat(server.watches()).isLessThan(10);
    leading.release();
  }

  /** What the client sent before has been answered, and what that made it send as well. */
  private static void fence(CoordinationClient client) {
    for (int i = 0; i < 4; i++) {
      assertThat(client.counter("/fence").get()).isZero();
    }
  }
}
