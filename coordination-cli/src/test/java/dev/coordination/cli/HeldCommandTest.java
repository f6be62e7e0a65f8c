package dev.coordination.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.cli.CoordProcess.Result;
import dev.coordination.zookeeper.testkit.FaultProxy;
import dev.coordination.zookeeper.testkit.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code coord lock}, {@code semaphore} and {@code elect}: CMD, its hold, and the end of either.
 */
class HeldCommandTest {

  /** Says who it is and lives until it is told to end. */
  private static final String CMD = "echo \"runs $$\"; read line; echo ends";

  /** Says whether another CMD lives, whose process id is given. */
  private static final String ALONE =
      "if grep -qs '^State:[[:space:]]*[^XZ[:space:]]' /proc/$0/status; then echo overlaps;"
          + " else echo alone; fi";

  private static final Duration SESSION = Duration.ofSeconds(2);

  private final TestServer server = TestServer.shared();
  private final List<CoordProcess> processes = new ArrayList<>();
  private String path;
  private FaultProxy link;
  private ZooKeeper store;
  private Line line;

  @BeforeEach
  void connect(TestInfo test) {
    path = "/%s-%d".formatted(test.getTestMethod().orElseThrow().getName(), System.nanoTime());
    link = new FaultProxy(server.port());
    store = server.connect(Duration.ofSeconds(10));
    line = new Line(store, path);
  }

  @AfterEach
  void disconnect() throws InterruptedException {
    processes.forEach(CoordProcess::close);
    link.close();
    store.close();
  }

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

  @Test
  void cmdThatCannotRunIsFoundBeforeAnythingIsHeld() throws InterruptedException, KeeperException {
    assertThat(failure(lock(path, "--", "/no/such/command"), 127)).contains("/no/such/command");
    assertThat(failure(lock(path, "--", "no-such-command"), 127)).contains("no-such-command");
    assertThat(failure(lock(path, "--", "/dev/null"), 126)).contains("/dev/null");
    line.await(0);
  }

  @Test
  void secondWaitsForFirst() throws InterruptedException, KeeperException {
    CoordProcess first = lock(path, "--", "sh", "-c", CMD);
    String pid = first.awaitLine("runs ");
    CoordProcess second = lock(path, "--", "sh", "-c", ALONE, pid);
    line.await(2);
    first.type("end");
    assertThat(first.result().output()).last().isEqualTo("ends");
    assertThat(second.result()).isEqualTo(new Result(0, List.of("alone"), List.of()));
    line.await(0);
  }

  @Test
  void givesUpInTime() throws InterruptedException, KeeperException {
    CoordProcess first = lock(path, "--", "sh", "-c", CMD);
    first.awaitLine("runs ");
    String said = failure(lock("--timeout", "200ms", path, "--", "echo", "in"), 75);
    assertThat(said).isEqualTo("coord: %s not acquired within 200ms".formatted(path));
    line.await(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"zk-raw", "curator"})
  void readersShareAndAWriterWaits(String backend) throws InterruptedException, KeeperException {
    CoordProcess reader = lock("--backend", backend, "--shared", path, "--", "sh", "-c", CMD);
    reader.awaitLine("runs ");
    assertThat(lock("--backend", backend, path, "--shared", "--", "echo", "reads").result())
        .isEqualTo(new Result(0, List.of("reads"), List.of()));
    failure(lock("--backend", backend, "--timeout", "0s", path, "--", "echo", "in"), 75);
    CoordProcess writer = lock("--backend", backend, path, "--", "echo", "writes");
    line.await(2);
    failure(lock("--shared", "--timeout", "0s", path, "--", "echo", "overtakes"), 75);
    reader.type("end");
    assertThat(writer.result()).isEqualTo(new Result(0, List.of("writes"), List.of()));
    line.await(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"zk-raw", "curator"})
  void asManyAsThereArePermits(String backend) throws InterruptedException, KeeperException {
    String[] semaphore = {"semaphore", "--backend", backend, path, "--max", "2"};
    CoordProcess first = coord(join(semaphore, "--", "sh", "-c", CMD));
    first.awaitLine("runs ");
    CoordProcess second = coord(join(semaphore, "--", "sh", "-c", CMD));
    second.awaitLine("runs ");
    failure(coord(join(semaphore, "--timeout", "0s", "--", "echo", "in")), 75);
    CoordProcess third = coord(join(semaphore, "--", "echo", "in"));
    new Line(store, path + "-__lock__").await(1);
    second.type("end");
    assertThat(third.result()).isEqualTo(new Result(0, List.of("in"), List.of()));
    first.type("end");
    assertThat(first.exitCode()).isZero();
    line.await(0);
  }

  @Test
  void permitIsLostWithItsSession() throws InterruptedException, KeeperException {
    String[] semaphore = {"semaphore", path, "--max", "1", "--", "sh", "-c"};
    CoordProcess first = start(link.connectString(), join(semaphore, CMD));
    String pid = first.awaitLine("runs ");
    CoordProcess second = coord(join(semaphore, ALONE, pid));
    new Line(store, path + "-__lock__").await(1);
    link.cut();
    assertThat(second.result()).isEqualTo(new Result(0, List.of("alone"), List.of()));
    assertLost(first);
  }

  @Test
  void anotherLimitIsRefused() throws InterruptedException {
    CoordProcess first = coord("semaphore", path, "--max", "2", "--", "sh", "-c", CMD);
    first.awaitLine("runs ");
    assertThat(failure(coord("semaphore", path, "--max", "3", "--", "echo", "in"), 78))
        .contains(path);
    first.type("end");
    assertThat(first.exitCode()).isZero();
  }

  @Test
  void leaderLeads() throws InterruptedException, KeeperException {
    CoordProcess leader = coord("elect", "--identifier", "a", path, "--", "sh", "-c", CMD);
    leader.awaitLine("runs ");
    CoordProcess next = coord("elect", "--identifier", "b", path, "--", "echo", "leads");
    line.await(2);
    assertThat(coord("leader", path).result().output()).containsExactly("a");
    assertThat(coord("contenders", path).result().output()).containsExactly("a", "b");
    assertThat(coord("contenders", "--json", path).result().output())
        .containsExactly("{\"path\":\"%s\",\"contenders\":[\"a\",\"b\"]}".formatted(path));
    leader.type("end");
    assertThat(next.result().output()).containsExactly("leads");
    assertThat(coord("leader", path).result()).isEqualTo(silent(0));
    assertThat(coord("elect", "--timeout", "0s", path, "--", "true").result()).isEqualTo(silent(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"zk-raw", "curator"})
  void killedHolderTakesCmdAlong(String backend) throws InterruptedException, KeeperException {
    CoordProcess first = lock("--backend", backend, path, "--", "sh", "-c", CMD);
    String pid = first.awaitLine("runs ");
    CoordProcess second = lock("--backend", backend, path, "--", "sh", "-c", ALONE, pid);
    line.await(2);
    first.signal("KILL");
    first.awaitEndOfOutput();
    assertThat(first.exitCode()).isEqualTo(137);
    assertThat(second.result()).isEqualTo(new Result(0, List.of("alone"), List.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"zk-raw", "curator"})
  void cutOffHolderEndsCmdBeforeTheNextStarts(String backend)
      throws InterruptedException, KeeperException {
    CoordProcess first = lockOverLink("--backend", backend, "--", "sh", "-c", CMD);
    String pid = first.awaitLine("runs ");
    CoordProcess second = lock("--backend", backend, path, "--", "sh", "-c", ALONE, pid);
    line.await(2);
    link.cut();
    assertThat(second.result()).isEqualTo(new Result(0, List.of("alone"), List.of()));
    assertLost(first);
  }

  @Test
  void cutOffHolderKillsCmdThatDoesNotListen() throws InterruptedException, KeeperException {
    String deaf = "trap '' TERM HUP INT; echo \"runs $$\"; while :; do read line; done";
    CoordProcess first = lockOverLink("--", "sh", "-c", deaf);
    String pid = first.awaitLine("runs ");
    CoordProcess second = lock(path, "--", "sh", "-c", ALONE, pid);
    line.await(2);
    link.refuse();
    assertThat(second.result()).isEqualTo(new Result(0, List.of("alone"), List.of()));
    assertLost(first);
  }

  @Test
  void cmdGoesOnWhenTheLinkIsBackInTime() throws InterruptedException {
    Duration session = Duration.ofSeconds(6);
    CoordProcess coord =
        lockOverLink("--session-timeout", Durations.format(session), "--", "sh", "-c", CMD);
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
  void stoppedHolderKillsCmdWhenItGoesOn() throws InterruptedException, KeeperException {
    CoordProcess first = lockOverLink("--", "sh", "-c", CMD);
    String pid = first.awaitLine("runs ");
    CoordProcess second = lock(path, "--", "sh", "-c", ALONE, pid);
    line.await(2);
    first.signal("STOP");
    assertThat(server.awaitEnded(link.session().orElseThrow().id(), CoordProcess.BOUND)).isTrue();
    assertThat(second.result().output())
        .as("only the token protects now")
        .containsExactly("overlaps");
    first.signal("CONT");
    var unused = first.awaitEndOfOutput(); // nobody types anything: it is ended
    assertLost(first);
  }

  @Test
  void whatCmdStartedGoesWithIt() throws InterruptedException {
    CoordProcess first = lockOverLink("--", "sh", "-c", "sh -c '" + CMD + "'; echo never");
    first.awaitLine("runs ");
    link.refuse();
    assertLost(first);
  }

  @Test
  void signalsGoToCmd() throws InterruptedException {
    String trapping =
        "trap 'echo got HUP' HUP; trap 'echo got TERM; exit 3' TERM; echo runs;"
            + " while :; do read line; done";
    CoordProcess coord = lock(path, "--", "sh", "-c", trapping);
    coord.awaitLine("runs");
    coord.signal("HUP");
    coord.awaitLine("got HUP");
    coord.signal("TERM");
    assertThat(coord.result())
        .isEqualTo(new Result(3, List.of("runs", "got HUP", "got TERM"), List.of()));
  }

  @Test
  void signalEndsTheWaitAndLeavesNothing() throws InterruptedException, KeeperException {
    CoordProcess holder = lock(path, "--", "sh", "-c", CMD);
    holder.awaitLine("runs ");
    CoordProcess waiter = lock(path, "--", "echo", "in");
    line.await(2);
    waiter.signal("INT");
    assertThat(waiter.result()).isEqualTo(silent(130));
    line.await(1);
    holder.type("end");
    assertThat(holder.exitCode()).isZero();
  }

  private CoordProcess lock(String... arguments) {
    return coord(join("lock", arguments));
  }

  private CoordProcess lockOverLink(String... arguments) {
    return start(link.connectString(), join("lock", join(path, arguments)));
  }

  private CoordProcess coord(String... arguments) {
    return start(server.connectString(), arguments);
  }

  private CoordProcess start(String connectString, String... arguments) {
    List<String> all = new ArrayList<>(List.of("--connect", connectString));
    if (!List.of(arguments).contains("--session-timeout")) {
      all.addAll(List.of("--session-timeout", Durations.format(SESSION)));
    }
    all.addAll(List.of(arguments));
    CoordProcess process = CoordProcess.start(all.toArray(String[]::new));
    processes.add(process);
    return process;
  }

  private static String[] join(String first, String... others) {
    return join(new String[] {first}, others);
  }

  private static String[] join(String[] first, String... others) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(others));
    return all.toArray(String[]::new);
  }

  private void assertLost(CoordProcess coord) throws InterruptedException {
    coord.awaitEndOfOutput();
    Result result = coord.result();
    assertThat(result.exitCode()).isEqualTo(76);
    assertThat(result.errors()).hasSize(1);
    assertThat(result.errors().get(0)).matches("coord: lost %s .*".formatted(path));
    assertThat(result.output()).hasSize(1);
  }

  private static Result silent(int exitCode) {
    return new Result(exitCode, List.of(), List.of());
  }

  private static String failure(CoordProcess coord, int exitCode) throws InterruptedException {
    Result result = coord.result();
    assertThat(result.exitCode()).isEqualTo(exitCode);
    assertThat(result.output()).isEmpty();
    assertThat(result.errors()).hasSize(1);
    return result.errors().get(0);
  }
}
