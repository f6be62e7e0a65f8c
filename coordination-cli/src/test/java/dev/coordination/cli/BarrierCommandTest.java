package dev.coordination.cli;

import static dev.coordination.cli.Shell.failure;
import static dev.coordination.cli.Shell.lines;
import static dev.coordination.cli.Shell.silent;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.data.ACL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code coord barrier}. */
class BarrierCommandTest extends CommandTest {

  @ParameterizedTest
  @ValueSource(strings = {"zk-raw", "curator"})
  void waitsUntilItIsRemoved(String backend) throws InterruptedException {
    String[] wait = {"barrier", "wait", path, "--backend", backend, "--json"};
    String opened = "{\"path\":\"%s\",\"open\":true}".formatted(path);
    assertThat(shell.run(wait)).as("without a barrier").isEqualTo(lines(opened));
    assertThat(shell.run("barrier", "create", path, "--backend", backend)).isEqualTo(silent(0));
    CoordProcess waiter = shell.startOver(link, wait);
    assertThat(link.awaitRequest(OpCode.sync, CoordProcess.BOUND)).isTrue();
    assertThat(link.awaitIdle(CoordProcess.BOUND)).isTrue();
    assertThat(shell.run("barrier", "remove", path, "--backend", backend)).isEqualTo(silent(0));
    assertThat(waiter.result()).isEqualTo(lines(opened));
  }

  @Test
  void tellsWhetherAnythingWasChanged() throws InterruptedException {
    String created = "{\"path\":\"%s\",\"created\":%s}";
    String removed = "{\"path\":\"%s\",\"removed\":%s}";
    assertThat(shell.run("barrier", "create", path, "--json"))
        .isEqualTo(lines(created.formatted(path, true)));
    assertThat(shell.run("barrier", "create", path, "--json", "--parties", "2"))
        .isEqualTo(lines(created.formatted(path, false)));
    assertThat(shell.run("barrier", "remove", path, "--json"))
        .isEqualTo(lines(removed.formatted(path, true)));
    assertThat(shell.run("barrier", "remove", path, "--json"))
        .isEqualTo(lines(removed.formatted(path, false)));
    assertThat(shell.run("barrier", "remove", path)).isEqualTo(silent(0));
  }

  @Test
  void givesUpInTime() throws InterruptedException, KeeperException {
    assertThat(shell.run("barrier", "create", path)).isEqualTo(silent(0));
    assertThat(shell.fail(75, "barrier", "wait", path, "--timeout", "200ms"))
        .isEqualTo(
            "coord: %s did not open within 200ms; try again, or wait longer (--timeout)"
                .formatted(path));
    assertThat(shell.fail(75, "barrier", "wait", path, "--parties", "2", "--timeout", "0s"))
        .isEqualTo(
            "coord: %s did not open within 0s; try again, or wait longer (--timeout)"
                .formatted(path));
    line("-__waiters__").await(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"zk-raw", "curator"})
  void opensWhenAllHaveCome(String backend) throws InterruptedException, KeeperException {
    String[] wait = {"barrier", "--parties", "2", "wait", path, "--backend", backend};
    for (int round = 1; round <= 2; round++) {
      CoordProcess first = shell.start(wait);
      line("-__waiters__").await(1);
      assertThat(shell.run(wait)).isEqualTo(silent(0));
      assertThat(first.result()).isEqualTo(silent(0));
    }
  }

  @Test
  void removalLetsPartiesPass() throws InterruptedException, KeeperException {
    CoordProcess waiter = shell.start("barrier", "wait", path, "--parties", "3");
    line("-__waiters__").await(1);
    assertThat(shell.run("barrier", "remove", path)).isEqualTo(silent(0));
    assertThat(waiter.result()).isEqualTo(silent(0));
  }

  @Test
  void whoIsKilledCountsNoLonger() throws InterruptedException, KeeperException {
    String[] wait = {"barrier", "wait", path, "--parties", "2", "--timeout", "0s"};
    CoordProcess killed = shell.startOver(link, "barrier", "wait", path, "--parties", "2");
    line("-__waiters__").await(1);
    killed.signal("KILL");
    assertThat(killed.exitCode()).isEqualTo(137);
    line("-__waiters__").await(0);
    shell.fail(75, wait);
  }

  @ParameterizedTest
  @CsvSource({"INT,130", "TERM,143", "HUP,129"})
  void aSignalEndsTheWaitAndLeavesNothing(String signal, int exitCode)
      throws InterruptedException, KeeperException {
    CoordProcess waiter = shell.start("barrier", "wait", path, "--parties", "2");
    line("-__waiters__").await(1);
    String entry = onlyEntry();
    waiter.signal(signal);
    assertThat(waiter.result()).isEqualTo(silent(exitCode));
    assertThat(server.ephemerals().keySet()).doesNotContain(entry);
  }

  @Test
  void aSignalEndsTheWaitForARemoval() throws InterruptedException {
    assertThat(shell.run("barrier", "create", path)).isEqualTo(silent(0));
    CoordProcess waiter = shell.startOver(link, "barrier", "wait", path);
    assertThat(link.awaitRequest(OpCode.sync, CoordProcess.BOUND)).isTrue();
    waiter.signal("TERM");
    assertThat(waiter.result()).isEqualTo(silent(143));
    assertThat(server.isAlive(link.session().orElseThrow().id())).isFalse();
  }

  @Test
  void wrongUsage() throws InterruptedException {
    assertThat(shell.fail(64, "barrier")).contains("subcommand");
    assertThat(shell.fail(64, "barrier", "wait")).contains("PATH");
    assertThat(shell.fail(64, "barrier", "create", "no-slash")).contains("no-slash");
    assertThat(shell.fail(64, "barrier", "wait", path, "--parties", "0")).contains("--parties 0");
    assertThat(shell.fail(64, "barrier", "wait", path, "--timeout", "5")).contains("--timeout");
    assertThat(shell.fail(64, "barrier", "remove", path, "--timeout", "5s")).contains("--timeout");
  }

  @Test
  void whatIsNoBarrierIsNotRemoved() throws InterruptedException, KeeperException {
    create(path, Ids.OPEN_ACL_UNSAFE);
    create(path + "/child", Ids.OPEN_ACL_UNSAFE);
    assertThat(shell.fail(65, "barrier", "remove", path)).contains(path);
    assertThat(store.exists(path, false)).isNotNull();
  }

  /** The reply to the write is on its way when the link breaks for good. */
  @Test
  void unknownOutcome() throws InterruptedException, KeeperException {
    link.delay(Duration.ofMillis(300));
    store.exists(path, applied -> link.refuse());
    CoordProcess create = shell.startOver(link, "barrier", "create", path);
    assertThat(failure(74, create.result())).contains(path);
    assertThat(shell.run("barrier", "remove", path, "--json").output().get(0)).contains("true");
  }

  @Test
  void refusedByAcl() throws InterruptedException, KeeperException {
    create(path, Ids.READ_ACL_UNSAFE);
    assertThat(shell.fail(77, "barrier", "create", path + "/x")).contains(path);
    assertThat(shell.fail(77, "barrier", "wait", path + "/x", "--parties", "1")).contains(path);
  }

  private String onlyEntry() throws InterruptedException, KeeperException {
    String parent = path + "-__waiters__";
    List<String> entries = store.getChildren(parent, false);
    assertThat(entries).hasSize(1);
    return parent + "/" + entries.get(0);
  }

  private void create(String node, List<ACL> acl) throws InterruptedException, KeeperException {
    store.create(node, new byte[0], acl, CreateMode.PERSISTENT);
  }
}
