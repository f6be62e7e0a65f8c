package dev.coordination.cli;

import static dev.coordination.cli.Shell.join;
import static dev.coordination.cli.Shell.lines;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.cli.CoordProcess.Result;
import java.time.Duration;
import org.apache.zookeeper.KeeperException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CMD ends before another could be granted what is lost: by a kill, by a cut, by a stop. */
class LostHoldTest extends CommandTest {

  @ParameterizedTest
  @ValueSource(strings = {"zk-raw", "curator"})
  void killedHolderTakesCmdAlong(String backend) throws InterruptedException, KeeperException {
    CoordProcess first = lockOverLink("--backend", backend, "--", "sh", "-c", Shell.CMD);
    String pid = first.awaitLine("runs ");
    CoordProcess second = lock("--backend", backend, path, "--", "sh", "-c", Shell.ALONE, pid);
    line().await(2);
    first.signal("KILL");
    var unused = first.awaitEndOfOutput();
    assertThat(first.exitCode()).isEqualTo(137);
    assertThat(second.result()).isEqualTo(lines("alone"));
  }

  @ParameterizedTest
  @MethodSource("dev.coordination.cli.HeldCommandTest#holders")
  void cutOffHolderEndsCmdBeforeTheNextStarts(String command)
      throws InterruptedException, KeeperException {
    CoordProcess first = shell.startOver(link, under(command, "sh", "-c", Shell.CMD));
    String pid = first.awaitLine("runs ");
    CoordProcess second = shell.start(under(command, "sh", "-c", Shell.ALONE, pid));
    awaitBehind(command, path);
    link.cut();
    assertThat(second.result()).isEqualTo(lines("alone"));
    assertLost(first);
  }

  @ParameterizedTest
  @MethodSource("dev.coordination.cli.HeldCommandTest#holders")
  void stoppedHolderKillsCmdWhenItGoesOn(String command)
      throws InterruptedException, KeeperException {
    CoordProcess first = shell.startOver(link, under(command, "sh", "-c", Shell.CMD));
    String pid = first.awaitLine("runs ");
    CoordProcess second = shell.start(under(command, "sh", "-c", Shell.ALONE, pid));
    awaitBehind(command, path);
    first.signal("STOP");
    assertThat(server.awaitEnded(link.session().orElseThrow().id(), CoordProcess.BOUND)).isTrue();
    assertThat(second.result()).as("only the token protects now").isEqualTo(lines("overlaps"));
    first.signal("CONT");
    assertLost(first); // nobody types anything: it is ended
  }

  /** Readers share it; a writer comes when none is left. */
  @ParameterizedTest
  @ValueSource(strings = {"zk-raw", "curator"})
  void aReaderThatIsCutOffIsGoneBeforeTheWriterStarts(String backend)
      throws InterruptedException, KeeperException {
    CoordProcess reader =
        lockOverLink("--shared", "--backend", backend, "--", "sh", "-c", Shell.CMD);
    String pid = reader.awaitLine("runs ");
    CoordProcess writer = lock(path, "--backend", backend, "--", "sh", "-c", Shell.ALONE, pid);
    line().await(2);
    link.cut();
    assertThat(writer.result()).isEqualTo(lines("alone"));
    assertLost(reader);
  }

  @Test
  void cutOffHolderKillsCmdThatDoesNotListen() throws InterruptedException, KeeperException {
    String deaf = "trap '' TERM HUP INT; echo \"runs $$\"; while :; do read line; done";
    CoordProcess first = lockOverLink("--", "sh", "-c", deaf);
    String pid = first.awaitLine("runs ");
    CoordProcess second = lock(path, "--", "sh", "-c", Shell.ALONE, pid);
    line().await(2);
    link.refuse();
    assertThat(second.result()).isEqualTo(lines("alone"));
    assertLost(first);
  }

  @Test
  void cmdGoesOnWhenTheLinkIsBackInTime() throws InterruptedException {
    Duration session = Duration.ofSeconds(6);
    CoordProcess coord =
        lockOverLink("--session-timeout", Durations.format(session), "--", "sh", "-c", Shell.CMD);
    coord.awaitLine("runs ");
    link.reset();
    long id = link.session().orElseThrow().id();
    assertThat(server.awaitEnded(id, session.plusSeconds(1))).as("cut off for good").isFalse();
    coord.type("end");
    Result result = coord.result();
    assertThat(result.exitCode()).isZero();
    assertThat(result.output()).last().isEqualTo("ends");
  }

  @Test
  void whatCmdStartedGoesWithIt() throws InterruptedException {
    CoordProcess first = lockOverLink("--", "sh", "-c", "sh -c '" + Shell.CMD + "'; echo never");
    first.awaitLine("runs ");
    link.refuse();
    assertLost(first);
  }

  private CoordProcess lock(String... arguments) {
    return shell.start(join(new String[] {"lock"}, arguments));
  }

  private CoordProcess lockOverLink(String... arguments) {
    return shell.startOver(link, join(new String[] {"lock", path}, arguments));
  }

  private void assertLost(CoordProcess coord) throws InterruptedException {
    var unused = coord.awaitEndOfOutput();
    Result result = coord.result();
    assertThat(Shell.failure(76, result)).matches("coord: lost %s .*".formatted(path));
    assertThat(result.output()).hasSize(1);
  }
}
