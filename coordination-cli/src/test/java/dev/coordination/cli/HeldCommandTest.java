package dev.coordination.cli;

import static dev.coordination.cli.Shell.join;
import static dev.coordination.cli.Shell.lines;
import static dev.coordination.cli.Shell.said;
import static dev.coordination.cli.Shell.silent;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.cli.CoordProcess.Result;
import java.util.List;
import java.util.stream.Stream;
import org.apache.zookeeper.KeeperException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code coord lock}, {@code semaphore} and {@code elect}: CMD, its hold, and the end of either.
 */
class HeldCommandTest extends CommandTest {

  @Test
  void cmdKnowsItsHold() throws InterruptedException {
    String show = "echo \"$COORD_PATH $COORD_IDENTIFIER $COORD_FENCING_TOKEN\"";
    List<String> output =
        lock("--identifier", "some one", path, "--", "sh", "-c", show).result().output();
    assertThat(output).hasSize(1);
    assertThat(output.get(0)).matches(path + " some one [1-9][0-9]*");
  }

  @Test
  void cmdsExitCodeIsCoords() throws InterruptedException {
    assertThat(lock(path, "--", "sh", "-c", "exit 7").result()).isEqualTo(silent(7));
  }

  @Test
  void cmdsDeathBySignalIsAnExitCode() throws InterruptedException {
    assertThat(lock(path, "--", "sh", "-c", "kill -s KILL $$").result()).isEqualTo(silent(137));
  }

  @Test
  void cmdsOptionsAreItsOwn() throws InterruptedException {
    List<String> output = lock(path, "--", "echo", "--json", "--", "@x", "'", "").result().output();
    assertThat(output).containsExactly("--json -- @x ' ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lock PATH",
        "lock --shared PATH",
        "semaphore PATH --max 1",
        "elect PATH",
        "locking-queue consume PATH"
      })
  void cmdThatCannotRunIsFoundBeforeAnythingIsHeld(String command)
      throws InterruptedException, KeeperException {
    assertThat(failure(coord(under(command, "/no/such/command")), 127)).contains("/no/such");
    assertThat(failure(coord(under(command, "no-such-command")), 127)).contains("no-such-command");
    assertThat(failure(coord(under(command, "/dev/null")), 126)).contains("/dev/null");
    assertThat(store.exists(path, false)).isNull();
  }

  @Test
  void secondWaitsForFirst() throws InterruptedException, KeeperException {
    CoordProcess first = lock(path, "--", "sh", "-c", Shell.CMD);
    String pid = first.awaitLine("runs ");
    CoordProcess second = lock(path, "--", "sh", "-c", Shell.ALONE, pid);
    line().await(2);
    first.type("end");
    assertThat(first.result().output()).last().isEqualTo("ends");
    assertThat(second.result()).isEqualTo(lines("alone"));
    line().await(0);
  }

  @ParameterizedTest
  @MethodSource("holders")
  void givesUpInTime(String command) throws InterruptedException, KeeperException {
    CoordProcess first = coord(under(command, "sh", "-c", Shell.CMD));
    first.awaitLine("runs ");
    String said = failure(coord(under(command + " --timeout 200ms", "echo", "in")), 75);
    assertThat(said)
        .isEqualTo(
            "coord: %s not acquired within 200ms; try again, or wait longer (--timeout)"
                .formatted(path));
    line().await(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"zk-raw", "curator"})
  void readersShareAndAWriterWaits(String backend) throws InterruptedException, KeeperException {
    CoordProcess reader = lock("--backend", backend, "--shared", path, "--", "sh", "-c", Shell.CMD);
    reader.awaitLine("runs ");
    assertThat(lock("--backend", backend, path, "--shared", "--", "echo", "reads").result())
        .isEqualTo(lines("reads"));
    failure(lock("--backend", backend, "--timeout", "0s", path, "--", "echo", "in"), 75);
    CoordProcess writer = lock("--backend", backend, path, "--", "echo", "writes");
    line().await(2);
    failure(lock("--shared", "--timeout", "0s", path, "--", "echo", "overtakes"), 75);
    reader.type("end");
    assertThat(writer.result()).isEqualTo(lines("writes"));
    line().await(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"zk-raw", "curator"})
  void asManyAsThereArePermits(String backend) throws InterruptedException, KeeperException {
    String[] semaphore = {"semaphore", "--backend", backend, path, "--max", "2"};
    CoordProcess first = coord(join(semaphore, "--", "sh", "-c", Shell.CMD));
    first.awaitLine("runs ");
    CoordProcess second = coord(join(semaphore, "--", "sh", "-c", Shell.CMD));
    second.awaitLine("runs ");
    failure(coord(join(semaphore, "--timeout", "0s", "--", "echo", "in")), 75);
    CoordProcess third = coord(join(semaphore, "--", "echo", "in"));
    line("-__lock__").await(1);
    second.type("end");
    assertThat(third.result()).isEqualTo(lines("in"));
    first.type("end");
    assertThat(first.exitCode()).isZero();
    line().await(0);
  }

  @Test
  void anotherLimitIsRefused() throws InterruptedException {
    CoordProcess first = coord("semaphore", path, "--max", "2", "--", "sh", "-c", Shell.CMD);
    first.awaitLine("runs ");
    assertThat(failure(coord("semaphore", path, "--max", "3", "--", "echo", "in"), 78))
        .contains(path);
    first.type("end");
    assertThat(first.exitCode()).isZero();
  }

  @Test
  void leaderLeads() throws InterruptedException, KeeperException {
    CoordProcess leader = coord("elect", "--identifier", "a", path, "--", "sh", "-c", Shell.CMD);
    leader.awaitLine("runs ");
    CoordProcess next = coord("elect", "--identifier", "b", path, "--", "echo", "leads");
    line().await(2);
    assertThat(coord("leader", path).result().output()).containsExactly("a");
    assertThat(coord("contenders", path).result().output()).containsExactly("a", "b");
    assertThat(coord("contenders", "--json", path).result().output())
        .containsExactly("{\"path\":\"%s\",\"contenders\":[\"a\",\"b\"]}".formatted(path));
    leader.type("end");
    assertThat(next.result().output()).containsExactly("leads");
    assertThat(coord("leader", path).result()).isEqualTo(silent(0));
    assertThat(coord("elect", "--timeout", "0s", path, "--", "true").result()).isEqualTo(silent(0));
  }

  /** Who holds something that nobody else can have meanwhile. */
  static Stream<String> holders() {
    return Stream.of(
        "lock PATH",
        "lock PATH --backend curator",
        "semaphore PATH --max 1",
        "semaphore PATH --max 1 --backend curator",
        "elect PATH",
        "elect PATH --backend curator");
  }

  private static String failure(CoordProcess coord, int exitCode) throws InterruptedException {
    Result result = coord.result();
    assertThat(result.output()).isEmpty();
    return Shell.failure(exitCode, result);
  }

  private CoordProcess lock(String... arguments) {
    return coord(join(new String[] {"lock"}, arguments));
  }

  private CoordProcess coord(String... arguments) {
    return shell.start(arguments);
  }
}
