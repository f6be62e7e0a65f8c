package dev.coordination.cli;

import static dev.coordination.cli.Shell.lines;
import static dev.coordination.cli.Shell.said;
import static dev.coordination.cli.Shell.silent;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.cli.CoordProcess.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code coord double-barrier}. */
class DoubleBarrierCommandTest extends CommandTest {

  @ParameterizedTest
  @ValueSource(strings = {"zk-raw", "curator"})
  void beginAndEndTogether(String backend) throws InterruptedException, KeeperException {
    String[] command = of(2, "--backend", backend, "--", "sh", "-c", Shell.CMD);
    CoordProcess first = shell.startOver(link, command);
    line().await(1);
    assertThat(server.awaitEnded(session(), Duration.ofMillis(500))).as("alone").isFalse();
    CoordProcess second = shell.start(command);
    String pid = first.awaitLine("runs ");
    second.awaitLine("runs ");
    first.type("end");
    first.awaitLine("ends");
    assertThat(server.awaitEnded(session(), Duration.ofSeconds(1))).as("the first").isFalse();
    second.type("end");
    assertThat(first.result()).isEqualTo(lines("runs " + pid, "ends"));
    assertThat(second.exitCode()).isZero();
    line().await(0);
  }

  @Test
  void cmdKnowsWhereItIs() throws InterruptedException {
    String show = "echo \"$COORD_PATH $COORD_IDENTIFIER ${COORD_FENCING_TOKEN-none}\"";
    List<String> nested = new ArrayList<>(List.of(coordItself()));
    nested.addAll(List.of(of(1, "--identifier", "inner", "--", "sh", "-c", show)));
    List<String> outer = new ArrayList<>(List.of("lock", path + "-outer", "--"));
    outer.addAll(nested);
    assertThat(shell.run(outer.toArray(String[]::new))).isEqualTo(lines(path + " inner none"));
  }

  @Test
  void cmdsExitCodeIsCoords() throws InterruptedException, KeeperException {
    assertThat(shell.run(of(1, "--", "sh", "-c", "exit 7"))).isEqualTo(silent(7));
    assertThat(shell.run(of(1, "--", "sh", "-c", "kill -s KILL $$"))).isEqualTo(silent(137));
    assertThat(shell.fail(127, of(1, "--", "no-such-command"))).contains("no-such-command");
    assertThat(shell.fail(126, of(1, "--", "/dev/null"))).contains("/dev/null");
    line().await(0);
  }

  @Test
  void givesUpInTime() throws InterruptedException, KeeperException {
    assertThat(shell.fail(75, of(2, "--timeout", "200ms", "--", "echo", "in")))
        .isEqualTo(
            "coord: not let in at %s within 200ms; try again, or wait longer (--timeout)"
                .formatted(path));
    line().await(0);
  }

  @ParameterizedTest
  @CsvSource({"INT,130", "TERM,143", "HUP,129"})
  void aSignalEndsTheWaitAndLeavesNothing(String signal, int exitCode)
      throws InterruptedException, KeeperException {
    CoordProcess waiter = shell.start(of(2, "--", "echo", "in"));
    line().await(1);
    waiter.signal(signal);
    assertThat(waiter.result()).isEqualTo(silent(exitCode));
    assertThat(store.getChildren(path, false)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void aSignalWhileCmdRunsEndsItAndNobodyIsWaitedFor(String signal)
      throws InterruptedException, KeeperException {
    CoordProcess first = shell.start(of(2, "--", "sh", "-c", Shell.TRAPPING));
    CoordProcess second = shell.start(of(2, "--", "sh", "-c", Shell.CMD));
    first.awaitLine("runs");
    second.awaitLine("runs ");
    first.signal(signal);
    assertThat(first.result()).isEqualTo(said(3, "runs", "got " + signal));
    second.type("end");
    assertThat(second.exitCode()).isZero();
    line().await(0);
  }

  @Test
  void aSignalEndsTheWaitForTheOthers() throws InterruptedException, KeeperException {
    CoordProcess first = shell.start(of(2, "--", "true"));
    line().await(1);
    CoordProcess second = shell.start(of(2, "--", "sh", "-c", Shell.CMD));
    second.awaitLine("runs ");
    awaitSomebodyLeaving();
    first.signal("TERM");
    assertThat(first.result()).isEqualTo(silent(143));
    second.type("end");
    assertThat(second.exitCode()).isZero();
  }

  @Test
  void whoIsKilledTakesCmdAlongAndHoldsUpNobody() throws InterruptedException {
    CoordProcess first = shell.startOver(link, of(2, "--", "sh", "-c", Shell.CMD));
    CoordProcess second = shell.start(of(2, "--", "true"));
    first.awaitLine("runs ");
    first.signal("KILL");
    var unused = first.awaitEndOfOutput(); // nobody types anything: CMD is killed
    assertThat(first.exitCode()).isEqualTo(137);
    assertThat(second.result()).isEqualTo(silent(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"zk-raw", "curator"})
  void aPlaceThatIsLostIsTold(String backend) throws InterruptedException, KeeperException {
    String[] command = of(2, "--backend", backend, "--", "sh", "-c", Shell.CMD);
    CoordProcess first = shell.startOver(link, command);
    line().await(1);
    CoordProcess second = shell.start(of(2, "--", "true"));
    first.awaitLine("runs ");
    link.disconnect();
    assertThat(second.result()).as("it waits for no dead").isEqualTo(silent(0));
    link.restore();
    first.type("end");
    first.awaitLine("ends");
    Result result = first.result();
    assertThat(Shell.failure(76, result)).contains(path);
  }

  @Test
  void wrongUsage() throws InterruptedException {
    assertThat(shell.fail(64, "double-barrier", path, "--", "true")).contains("--parties");
    assertThat(shell.fail(64, of(0, "--", "true"))).contains("--parties 0");
    assertThat(shell.fail(64, of(1, "true"))).contains("--");
    assertThat(shell.fail(64, of(1))).contains("CMD");
    assertThat(shell.fail(64, of(1, "--timeout", "x", "--", "true"))).contains("--timeout");
    assertThat(shell.fail(64, "double-barrier", "x", "--parties", "1", "--", "true")).contains("x");
  }

  @Test
  void whatIsNoDoubleBarrierIsMalformed() throws InterruptedException, KeeperException {
    create(path, "something", Ids.OPEN_ACL_UNSAFE);
    assertThat(shell.fail(65, of(1, "--", "echo", "in"))).contains(path);
  }

  @Test
  void refusedByAcl() throws InterruptedException, KeeperException {
    create(path, "", Ids.READ_ACL_UNSAFE);
    assertThat(shell.fail(77, of(1, "--", "echo", "in"))).contains(path);
  }

  private String[] of(int parties, String... others) {
    List<String> all = new ArrayList<>(List.of("double-barrier", path, "--parties", "" + parties));
    all.addAll(List.of(others));
    return all.toArray(String[]::new);
  }

  /** Who leaves takes the marker away, and then itself, or waits for the other. */
  private void awaitSomebodyLeaving() throws InterruptedException, KeeperException {
    new Line(store, path + "/ready").awaitAbsence();
  }

  private String[] coordItself() {
    List<String> command = new ArrayList<>(CoordProcess.command());
    command.addAll(List.of("--connect", server.connectString()));
    return command.toArray(String[]::new);
  }

  private long session() {
    return link.session().orElseThrow().id();
  }
}
