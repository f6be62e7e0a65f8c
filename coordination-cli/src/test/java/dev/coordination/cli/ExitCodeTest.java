package dev.coordination.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.data.ACL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the command, the same trouble has the same exit code, and one line that says it. */
class ExitCodeTest extends CommandTest {

  private static final int AT_ONCE = 4;

  /** How many children a node has, the server tells everybody. */
  private static final List<String> SIZES = List.of("queue size PATH", "locking-queue size PATH");

  private static final List<String> READERS =
      List.of(
          "counter get PATH",
          "leader PATH",
          "contenders PATH",
          SIZES.get(0),
          SIZES.get(1),
          "party members PATH",
          "party members PATH --watch",
          "party wait PATH 1",
          "inspect PATH",
          "inspect PATH --watch");

  private static final List<String> WRITERS =
      List.of(
          "lock PATH -- echo in",
          "lock --shared PATH -- echo in",
          "semaphore PATH --max 1 -- echo in",
          "elect PATH -- echo in",
          "counter increment PATH",
          "queue put PATH item",
          "queue take PATH",
          "locking-queue put PATH item",
          "locking-queue consume PATH -- echo in",
          "barrier create PATH/barrier",
          "double-barrier PATH --parties 1 -- echo in",
          "party join PATH -- echo in",
          "lease PATH --duration 1m",
          "partition PATH a b");

  static Stream<String> all() {
    return Stream.concat(READERS.stream(), WRITERS.stream());
  }

  @Test
  void noServerIs69() throws InterruptedException, IOException {
    int port;
    try (ServerSocket unused = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
      port = unused.getLocalPort();
    }
    String[] nowhere = {"--connect", "127.0.0.1:" + port, "--session-timeout", "2s"};
    assertAllFail(
        69,
        nowhere[1],
        all().toList(),
        command -> shell.startAlone(Shell.join(nowhere, words(command))));
  }

  @Test
  void refusedAccessIs77() throws InterruptedException, KeeperException {
    ACL nothing = new ACL(Perms.DELETE, Ids.ANYONE_ID_UNSAFE);
    store.create(path, new byte[0], Collections.singletonList(nothing), CreateMode.PERSISTENT);
    List<String> commands = all().filter(command -> !SIZES.contains(command)).toList();
    assertAllFail(77, path, commands, command -> shell.start(words(command)));
  }

  /** What cannot have children: it is somebody's ephemeral node, with data of its own. */
  @Test
  void whatIsNotOfTheRecipeIs65() throws InterruptedException, KeeperException {
    store.create(path, new byte[] {'?'}, Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
    List<String> commands =
        List.of(
            "lock PATH -- echo in",
            "semaphore PATH --max 1 -- echo in",
            "elect PATH -- echo in",
            "counter get PATH",
            "counter increment PATH",
            "queue put PATH item",
            "locking-queue put PATH item",
            "double-barrier PATH --parties 1 -- echo in",
            "party join PATH -- echo in",
            "partition PATH a b");
    assertAllFail(65, path, commands, command -> shell.start(words(command)));
  }

  /** The reply is lost, and the link is down before anyone can look what became of it. */
  @ParameterizedTest
  @ValueSource(strings = {"queue put PATH item", "locking-queue put PATH item"})
  void whatMayHaveBeenDoneIs74(String command) throws InterruptedException, KeeperException {
    String items = command.startsWith("queue") ? path : path + "/entries";
    assertThat(shell.run(words(command))).isEqualTo(Shell.silent(0));
    store.getChildren(items, applied -> link.refuse());
    link.delay(CoordProcess.BOUND.dividedBy(100));
    link.loseReplyOfWrite(2); // the first is the session's own mark
    String[] patient = Shell.join(words(command), "--session-timeout", "5s");
    assertThat(Shell.failure(74, shell.startOver(link, patient).result()))
        .contains(path)
        .endsWith("; look what is there before you try again");
    assertThat(store.getChildren(items, false)).hasSize(2);
  }

  /** Runs them, some at a time; each fails with one line, which names what it is about. */
  private static void assertAllFail(
      int exitCode, String about, List<String> commands, Function<String, CoordProcess> start)
      throws InterruptedException {
    for (int i = 0; i < commands.size(); i += AT_ONCE) {
      List<String> some = commands.subList(i, Math.min(i + AT_ONCE, commands.size()));
      for (CoordProcess coord : some.stream().map(start).toList()) {
        assertThat(Shell.failure(exitCode, coord.result())).contains(about);
      }
    }
  }
}
