package dev.coordination.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.cli.CoordProcess.Result;
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

/** {@code coord queue} and {@code coord locking-queue}. */
class QueueCommandTest {

  private final TestServer server = TestServer.shared();
  private final List<CoordProcess> processes = new ArrayList<>();
  private String path;

  @BeforeEach
  void choosePath(TestInfo test) {
    path = "/%s-%d".formatted(test.getTestMethod().orElseThrow().getName(), System.nanoTime());
  }

  @AfterEach
  void endProcesses() {
    processes.forEach(CoordProcess::close);
  }

  // queue

  @ParameterizedTest
  @ValueSource(strings = {"zk-raw", "curator"})
  void putsAndTakes(String backend) throws InterruptedException {
    assertThat(run("queue", "put", path, "two", "three", "--backend", backend))
        .isEqualTo(silent(0));
    assertThat(run("queue", "put", path, "one", "--priority", "1", "--json"))
        .isEqualTo(lines("{\"path\":\"%s\",\"put\":1}".formatted(path)));
    assertThat(run("queue", "size", path)).isEqualTo(lines("3"));
    assertThat(run("queue", "take", path, "--count", "2", "--backend", backend))
        .isEqualTo(lines("one", "two"));
    assertThat(run("queue", "take", path, "--json"))
        .isEqualTo(lines("{\"path\":\"%s\",\"item\":\"three\"}".formatted(path)));
  }

  @Test
  void linesOfStdinAreItems() throws InterruptedException {
    CoordProcess put = start("queue", "put", path);
    put.type("a b");
    put.type("");
    put.type("--x ü");
    put.endInput();
    assertThat(put.result()).isEqualTo(silent(0));
    assertThat(run("queue", "take", path, "--count", "3")).isEqualTo(lines("a b", "", "--x ü"));
  }

  @Test
  void takeWaitsForAPut() throws InterruptedException {
    CoordProcess take = start("queue", "take", path);
    assertThat(run("queue", "put", path, "late")).isEqualTo(silent(0));
    assertThat(take.result()).isEqualTo(lines("late"));
  }

  @Test
  void takeGivesUpInTime() throws InterruptedException {
    assertThat(run("queue", "put", path, "only")).isEqualTo(silent(0));
    assertThat(run("queue", "take", path, "--count", "2", "--timeout", "200ms"))
        .isEqualTo(
            new Result(
                75, List.of("only"), List.of("coord: no item in %s within 200ms".formatted(path))));
    assertThat(run("queue", "take", path, "--timeout", "0s").exitCode()).isEqualTo(75);
  }

  @Test
  void aSignalEndsTheWait() throws InterruptedException, KeeperException {
    CoordProcess take = start("queue", "take", path);
    awaitWaiting(path);
    take.signal("TERM");
    assertThat(take.result()).isEqualTo(silent(143));
  }

  @Test
  void wrongUsage() throws InterruptedException {
    assertThat(usage("queue", "put", path, "x", "--priority", "1000")).contains("1000");
    assertThat(usage("queue", "put", path, "x", "--priority", "high")).contains("high");
    assertThat(usage("queue", "take", path, "--count", "0")).contains("0");
    assertThat(usage("queue", "take", "no-slash")).contains("no-slash");
    assertThat(usage("queue")).contains("subcommand");
    assertThat(usage("locking-queue", "consume", path, "true")).contains("--");
    assertThat(usage("locking-queue", "consume", path, "--count", "0", "--", "true")).contains("0");
    assertThat(usage("locking-queue", "put", path, "x", "--priority", "-1")).contains("-1");
  }

  @Test
  void anItemThatIsTooLargeIsWrongUsage() throws InterruptedException {
    CoordProcess put = start("queue", "put", path);
    put.type("x".repeat(1 << 20));
    put.endInput();
    Result result = put.result();
    assertThat(result.exitCode()).isEqualTo(64);
    assertThat(result.errors()).hasSize(1);
    assertThat(result.errors().get(0)).contains("jute.maxbuffer");
  }

  // locking-queue

  @ParameterizedTest
  @ValueSource(strings = {"zk-raw", "curator"})
  void cmdGetsEachItemOnStdin(String backend) throws InterruptedException {
    assertThat(run("locking-queue", "put", path, "one", "two", "three")).isEqualTo(silent(0));
    assertThat(
            consume("--backend", backend, "--count", "2", "--", "sh", "-c", "read x; echo got $x"))
        .isEqualTo(lines("got one", "got two"));
    assertThat(run("locking-queue", "size", path)).isEqualTo(lines("1"));
    assertThat(consume("--count", "1", "--", "sh", "-c", "echo $COORD_PATH").output())
        .containsExactly(path);
    assertThat(consume("--timeout", "100ms", "--", "true"))
        .isEqualTo(
            new Result(
                75, List.of(), List.of("coord: no item in %s within 100ms".formatted(path))));
  }

  @Test
  void theFirstCmdThatFailsEndsIt() throws InterruptedException {
    assertThat(run("locking-queue", "put", path, "good", "bad", "never")).isEqualTo(silent(0));
    String failing = "read x; echo $x; [ $x != bad ] || exit 7";
    assertThat(consume("--", "sh", "-c", failing))
        .isEqualTo(new Result(7, List.of("good", "bad"), List.of()));
    assertThat(run("locking-queue", "size", path)).isEqualTo(lines("2"));
    assertThat(consume("--count", "1", "--", "cat")).isEqualTo(lines("bad"));
  }

  @Test
  void aSignalEndsItWithTheItem() throws InterruptedException {
    assertThat(run("locking-queue", "put", path, "one", "two")).isEqualTo(silent(0));
    String ending = "trap 'kill $!; echo ends; exit 0' TERM; tail -f /dev/null & echo runs; wait";
    CoordProcess consumer = startConsumer("--", "sh", "-c", ending);
    consumer.awaitLine("runs");
    consumer.signal("TERM");
    assertThat(consumer.result()).isEqualTo(lines("runs", "ends"));
    assertThat(run("locking-queue", "size", path)).isEqualTo(lines("1"));
  }

  @Test
  void aSignalEndsTheWaitForAnItem() throws InterruptedException, KeeperException {
    CoordProcess consumer = startConsumer("--", "true");
    awaitWaiting(path);
    consumer.signal("INT");
    assertThat(consumer.result()).isEqualTo(silent(130));
  }

  @Test
  void theItemOfAConsumerThatIsKilledGoesToTheNext() throws InterruptedException {
    assertThat(run("locking-queue", "put", path, "one")).isEqualTo(silent(0));
    CoordProcess first =
        startConsumer(
            "--session-timeout", "2s", "--", "sh", "-c", "echo runs; exec tail -f /dev/null");
    first.awaitLine("runs");
    CoordProcess second = startConsumer("--count", "1", "--", "cat");
    first.signal("KILL");
    assertThat(second.result()).isEqualTo(lines("one"));
    assertThat(run("locking-queue", "size", path)).isEqualTo(lines("0"));
  }

  private Result consume(String... arguments) throws InterruptedException {
    return startConsumer(arguments).result();
  }

  private CoordProcess startConsumer(String... arguments) {
    List<String> all = new ArrayList<>(List.of("locking-queue", "consume", path));
    all.addAll(List.of(arguments));
    return start(all.toArray(String[]::new));
  }

  private Result run(String... arguments) throws InterruptedException {
    return start(arguments).result();
  }

  private CoordProcess start(String... arguments) {
    List<String> all = new ArrayList<>(List.of("--connect", server.connectString()));
    all.addAll(List.of(arguments));
    CoordProcess process = CoordProcess.start(all.toArray(String[]::new));
    processes.add(process);
    return process;
  }

  private void awaitWaiting(String queue) throws InterruptedException, KeeperException {
    try (ZooKeeper store = server.connect(Duration.ofSeconds(10))) {
      new Line(store, queue + "-__wait__").await(1);
    }
  }

  private static Result lines(String... output) {
    return new Result(0, List.of(output), List.of());
  }

  private static Result silent(int exitCode) {
    return new Result(exitCode, List.of(), List.of());
  }

  private String usage(String... arguments) throws InterruptedException {
    Result result = run(arguments);
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(64);
    assertThat(result.output()).isEmpty();
    assertThat(result.errors()).hasSize(1);
    return result.errors().get(0);
  }
}
