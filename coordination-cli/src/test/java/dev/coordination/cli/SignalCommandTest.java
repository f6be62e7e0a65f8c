package dev.coordination.cli;

import static dev.coordination.cli.Shell.said;
import static dev.coordination.cli.Shell.silent;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.CoordinationClient;
import dev.coordination.zookeeper.ZooKeeperCoordination;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.zookeeper.KeeperException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A signal while CMD runs goes to CMD; before that it ends the wait. Neither leaves anything. */
class SignalCommandTest extends CommandTest {

  private static final Map<String, Integer> SIGNALS = Map.of("INT", 130, "TERM", 143);

  private CoordinationClient other;

  @BeforeEach
  void connect() {
    other = ZooKeeperCoordination.connect(server.connectString());
  }

  @AfterEach
  void disconnect() {
    other.close();
  }

  static Stream<Arguments> runs() {
    return withEachSignal(
        "lock PATH",
        "lock --shared PATH",
        "semaphore PATH --max 1",
        "elect PATH --backend curator",
        "locking-queue consume PATH",
        "locking-queue consume PATH --backend curator");
  }

  @ParameterizedTest
  @MethodSource("runs")
  void goesToCmd(String command, String signal) throws InterruptedException {
    assertThat(shell.run("locking-queue", "put", path, "item")).isEqualTo(silent(0));
    CoordProcess coord = start(command, "sh", "-c", Shell.TRAPPING);
    coord.awaitLine("runs");
    coord.signal("HUP");
    coord.awaitLine("got HUP");
    coord.signal(signal);
    assertThat(coord.result()).isEqualTo(said(3, "runs", "got HUP", "got " + signal));
    assertNothingLeft();
    assertThat(other.lockingQueue(path).size()).as("not consumed").isOne();
  }

  static Stream<Arguments> waits() {
    return withEachSignal(
        "lock PATH/held",
        "lock --shared PATH/held",
        "semaphore PATH/permits --max 1",
        "elect PATH/held --backend curator",
        "locking-queue consume PATH/items",
        "queue take PATH/items --backend curator");
  }

  @ParameterizedTest
  @MethodSource("waits")
  void endsTheWait(String command, String signal) throws InterruptedException, KeeperException {
    var hold = other.lock(path + "/held").acquire();
    var permit = other.semaphore(path + "/permits", 1).acquire();
    CoordProcess waiter =
        command.startsWith("queue") ? start(command) : start(command, "echo", "in");
    awaitWaiting(command);
    waiter.signal(signal);
    assertThat(waiter.result()).isEqualTo(silent(SIGNALS.get(signal)));
    assertThat(List.of(hold.isHeld(), permit.isHeld())).containsOnly(true);
    hold.release();
    permit.release();
    assertNothingLeft();
  }

  private void awaitWaiting(String command) throws InterruptedException, KeeperException {
    if (command.contains("items")) {
      line("/items-__wait__").await(1);
    } else if (command.contains("permits")) {
      line("/permits-__lock__").await(1);
    } else {
      line("/held").await(2);
    }
  }

  private static Stream<Arguments> withEachSignal(String... commands) {
    return Stream.of(commands)
        .flatMap(command -> SIGNALS.keySet().stream().map(name -> Arguments.of(command, name)));
  }

  private CoordProcess start(String command, String... cmd) {
    return shell.start(cmd.length == 0 ? words(command) : under(command, cmd));
  }

  private void assertNothingLeft() {
    assertThat(server.ephemerals().keySet()).noneMatch(node -> node.startsWith(path));
  }
}
