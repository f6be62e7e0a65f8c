package dev.coordination.cli;

import static dev.coordination.cli.Shell.join;
import static dev.coordination.cli.Shell.lines;
import static dev.coordination.cli.Shell.silent;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.Codec;
import dev.coordination.CoordinationClient;
import dev.coordination.Hold;
import dev.coordination.HoldState;
import dev.coordination.zookeeper.ZooKeeperCoordination;
import dev.coordination.zookeeper.testkit.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server goes away while {@code coord} waits, and comes back: the wait goes on. */
final class ServerOutageTest {

  private final TestServer server = TestServer.start();
  private final Shell shell = new Shell(server);
  private final ZooKeeper store = server.connect(Duration.ofSeconds(30));
  private final CoordinationClient other = client(Duration.ofSeconds(30));

  @AfterEach
  void end() throws InterruptedException {
    shell.close();
    other.close();
    store.close();
    server.close();
  }

  private CoordinationClient client(Duration session) {
    return ZooKeeperCoordination.builder(server.connectString()).sessionTimeout(session).connect();
  }

  @ParameterizedTest
  @ValueSource(strings = {"zk-raw", "curator"})
  void whoWaitsForAHoldIsGrantedIt(String backend) throws InterruptedException, KeeperException {
    List<Hold> held =
        List.of(
            other.lock("/lock").acquire(),
            other.readWriteLock("/shared").writeLock().acquire(),
            other.semaphore("/permits", 1).acquire(),
            other.election("/election").campaign());
    List<CoordProcess> waiters =
        List.of(
            echo(backend, "lock", "/lock"),
            echo(backend, "lock", "--shared", "/shared"),
            echo(backend, "semaphore", "/permits", "--max", "1"),
            echo(backend, "elect", "/election"));
    awaitInLine("/lock", 2);
    awaitInLine("/shared", 2);
    awaitInLine("/permits-__lock__", 1);
    awaitInLine("/election", 2);
    server.restart();
    held.forEach(Hold::release);
    for (CoordProcess waiter : waiters) {
      assertThat(waiter.result()).isEqualTo(lines("in"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"zk-raw", "curator"})
  void itMayTakeLongerThanTheSession(String backend) throws Exception {
    Duration session = Duration.ofSeconds(2);
    Hold held = other.lock("/lock").acquire();
    CoordProcess waiter = echo(backend, join(new String[] {"lock", "/lock"}, Shell.MORTAL));
    awaitInLine("/lock", 2);
    try (CoordinationClient witness = client(session)) {
      Hold ends = witness.lock("/witness").acquire();
      server.stop();
      assertThat(
              ends.ended()
                  .toCompletableFuture()
                  .get(CoordProcess.BOUND.toSeconds(), TimeUnit.SECONDS))
          .isEqualTo(HoldState.LOST);
      server.restart();
    }
    held.release();
    assertThat(waiter.result()).isEqualTo(lines("in"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"zk-raw", "curator"})
  void whoWaitsForAnItemGetsIt(String backend) throws InterruptedException, KeeperException {
    CoordProcess take = shell.start("queue", "take", "/queue", "--backend", backend);
    String[] consume = {"locking-queue", "consume", "/jobs", "--count", "1"};
    CoordProcess consumer = running(backend, consume, "cat");
    awaitInLine("/queue-__wait__", 1);
    awaitInLine("/jobs-__wait__", 1);
    server.restart();
    other.queue("/queue", Codec.utf8()).put("late");
    other.lockingQueue("/jobs", Codec.utf8()).put("work");
    assertThat(take.result()).isEqualTo(lines("late"));
    assertThat(consumer.result().output()).containsExactly("work");
    assertThat(other.lockingQueue("/jobs", Codec.utf8()).size()).isZero();
  }

  @Test
  void whoWaitsForOthersMeetsThem() throws InterruptedException, KeeperException {
    CoordProcess first = shell.start("barrier", "--parties", "2", "wait", "/barrier");
    String[] enter = {"double-barrier", "/double", "--parties", "2", "--", "echo", "in"};
    CoordProcess inside = shell.start(enter);
    CoordProcess company = shell.start("party", "wait", "/party", "1");
    awaitInLine("/barrier-__waiters__", 1);
    awaitInLine("/double", 1);
    server.restart();
    assertThat(shell.run("barrier", "--parties", "2", "wait", "/barrier")).isEqualTo(silent(0));
    assertThat(first.result()).isEqualTo(silent(0));
    assertThat(shell.run(enter)).isEqualTo(lines("in"));
    assertThat(inside.result()).isEqualTo(lines("in"));
    other.party("/party").join();
    assertThat(company.result()).isEqualTo(silent(0));
  }

  /** With {@code coord server} in place of the tests' own server. */
  @Test
  void theServerMayBeKilledAndStartedAgain(@TempDir Path data) throws InterruptedException {
    int port = portThatNobodyIsGiven();
    String[] serve = {"server", "--data-dir", data.toString(), "--port", "" + port};
    CoordProcess first = shell.startAlone(serve);
    String address = first.awaitLine("ready ");
    String[] lock = {"lock", "/lock", "--connect", address, "--session-timeout", "12s", "--"};
    CoordProcess holder = shell.startAlone(join(lock, "sh", "-c", Shell.CMD));
    holder.awaitLine("runs ");
    CoordProcess waiter = shell.startAlone(join(lock, "echo", "in"));
    String[] contenders = {"contenders", "/lock", "--connect", address};
    while (shell.startAlone(contenders).result().output().size() < 2) {
      assertThat(waiter.isAlive()).isTrue();
    }
    first.signal("KILL");
    assertThat(first.exitCode()).isEqualTo(137);
    shell.startAlone(serve).awaitLine("ready " + address);
    holder.type("end");
    assertThat(holder.exitCode()).isZero();
    assertThat(waiter.result()).isEqualTo(lines("in"));
  }

  /** Below those that the system gives to whoever asks for any. */
  private static int portThatNobodyIsGiven() {
    for (int port = 20_000 + new Random().nextInt(5_000); ; port++) {
      try (ServerSocket unused = new ServerSocket(port, 0, InetAddress.getLoopbackAddress())) {
        return port;
      } catch (IOException e) {
        assertThat(port).as("no port is free").isLessThan(30_000);
      }
    }
  }

  private CoordProcess echo(String backend, String... command) {
    return running(backend, command, "echo", "in");
  }

  private CoordProcess running(String backend, String[] command, String... cmd) {
    return shell.start(join(join(command, "--backend", backend, "--"), cmd));
  }

  private void awaitInLine(String path, int count) throws InterruptedException, KeeperException {
    new Line(store, path).await(count);
  }
}
