package dev.coordination.cli;

import static dev.coordination.cli.Shell.join;
import static dev.coordination.cli.Shell.lines;
import static dev.coordination.cli.Shell.silent;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.Codec;
import dev.coordination.CoordinationClient;
import dev.coordination.cli.CoordProcess.Result;
import dev.coordination.zookeeper.ZooKeeperCoordination;
import java.time.Duration;
import java.util.List;
import org.apache.zookeeper.KeeperException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code coord queue} and {@code coord locking-queue}. */
class QueueCommandTest extends CommandTest {

  // queue

  @ParameterizedTest
  @ValueSource(strings = {"zk-raw", "curator"})
  void putsAndTakes(String backend) throws InterruptedException {
    assertThat(shell.run("queue", "put", path, "two", "three", "--backend", backend))
        .isEqualTo(silent(0));
    assertThat(shell.run("queue", "put", path, "one", "--priority", "1", "--json"))
        .isEqualTo(lines("{\"path\":\"%s\",\"put\":1}".formatted(path)));
    assertThat(shell.run("queue", "size", path)).isEqualTo(lines("3"));
    assertThat(shell.run("queue", "take", path, "--count", "2", "--backend", backend))
        .isEqualTo(lines("one", "two"));
    assertThat(shell.run("queue", "take", path, "--json"))
        .isEqualTo(lines("{\"path\":\"%s\",\"item\":\"three\"}".formatted(path)));
  }

  @Test
  void linesOfStdinAreItems() throws InterruptedException {
    CoordProcess put = shell.start("queue", "put", path);
    put.type("a b");
    put.type("");
    put.type("--x ü");
    put.endInput();
    assertThat(put.result()).isEqualTo(silent(0));
    assertThat(shell.run("queue", "take", path, "--count", "3"))
        .isEqualTo(lines("a b", "", "--x ü"));
  }

  @Test
  void takeWaitsForAPut() throws InterruptedException {
    CoordProcess take = shell.start("queue", "take", path);
    assertThat(shell.run("queue", "put", path, "late")).isEqualTo(silent(0));
    assertThat(take.result()).isEqualTo(lines("late"));
  }

  @Test
  void whatIsNoTextIsShownByteByByte() throws InterruptedException {
    try (CoordinationClient other = ZooKeeperCoordination.connect(server.connectString())) {
      other.queue(path).put(new byte[] {'a', '\t', (byte) 0xff, 0x1b});
      other.queue(path, Codec.utf8()).put("b\tü\u001b");
    }
    assertThat(shell.run("queue", "take", path, "--count", "2"))
        .isEqualTo(lines("a\t\\xff\\u001b", "b\tü\\u001b"));
  }

  /** The reply is lost, and the link is down before anyone can look what became of it. */
  @Test
  void whatMayHaveBeenTakenIsSaid() throws InterruptedException, KeeperException {
    assertThat(shell.run("queue", "put", path, "precious")).isEqualTo(silent(0));
    link.delay(Duration.ofMillis(300));
    CoordProcess take = shell.startOver(link, "queue", "take", path, "--session-timeout", "5s");
    String item = path + "/" + store.getChildren(path, false).get(0);
    store.exists(item, taken -> link.refuse());
    link.loseReplyOfWrite(1);
    assertThat(Shell.failure(74, take.result())).endsWith("the item is: precious");
  }

  @Test
  void takeGivesUpInTime() throws InterruptedException {
    assertThat(shell.run("queue", "put", path, "only")).isEqualTo(silent(0));
    assertThat(shell.run("queue", "take", path, "--count", "2", "--timeout", "2s"))
        .isEqualTo(
            new Result(
                75,
                List.of("only"),
                List.of(
                    "coord: no item in %s within 2s; try again, or wait longer (--timeout)"
                        .formatted(path))));
    assertThat(shell.run("queue", "take", path, "--timeout", "0s").exitCode()).isEqualTo(75);
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
    CoordProcess put = shell.start("queue", "put", path);
    put.type("x".repeat(1 << 20));
    put.endInput();
    Result result = put.result();
    assertThat(result.exitCode()).isEqualTo(64);
    assertThat(result.errors()).hasSize(1);
    assertThat(result.errors().get(0)).contains("jute.maxbuffer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"queue", "locking-queue"})
  void ofManyLinesTheOneThatFailsIsSaid(String recipe) throws InterruptedException {
    CoordProcess put = shell.start(recipe, "put", path);
    put.type("one");
    put.type("two");
    put.type("x".repeat(1 << 20));
    put.type("four");
    put.endInput();
    String said = Shell.failure(64, put.result());
    assertThat(said).startsWith("coord: line 3: ").endsWith("; 2 lines were put");
    assertThat(shell.run(recipe, "size", path)).isEqualTo(lines("2"));
  }

  // locking-queue

  @ParameterizedTest
  @ValueSource(strings = {"zk-raw", "curator"})
  void theItemOfAConsumerThatIsCutOffGoesToTheNextWithoutItsCmd(String backend)
      throws InterruptedException, KeeperException {
    assertThat(shell.run("locking-queue", "put", path, "one")).isEqualTo(silent(0));
    String[] consume = {"locking-queue", "consume", path, "--count", "1", "--backend", backend};
    CoordProcess first = shell.startOver(link, join(consume, "--", "sh", "-c", Shell.LASTING));
    String pid = first.awaitLine("runs ");
    CoordProcess second = shell.start(join(consume, "--", "sh", "-c", Shell.ALONE, pid));
    line("-__wait__").await(1);
    link.cut();
    assertThat(second.result()).isEqualTo(lines("alone"));
    assertThat(Shell.failure(76, first.result())).contains("lost " + path);
    assertThat(shell.run("locking-queue", "size", path)).isEqualTo(lines("0"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"zk-raw", "curator"})
  void cmdGetsEachItemOnStdin(String backend) throws InterruptedException {
    assertThat(shell.run("locking-queue", "put", path, "one", "two", "three")).isEqualTo(silent(0));
    assertThat(
            consume("--backend", backend, "--count", "2", "--", "sh", "-c", "read x; echo got $x"))
        .isEqualTo(lines("got one", "got two"));
    assertThat(shell.run("locking-queue", "size", path)).isEqualTo(lines("1"));
    assertThat(consume("--count", "1", "--", "sh", "-c", "echo $COORD_PATH").output())
        .containsExactly(path);
    assertThat(consume("--timeout", "100ms", "--", "true"))
        .isEqualTo(
            new Result(
                75,
                List.of(),
                List.of(
                    "coord: no item in %s within 100ms; try again, or wait longer (--timeout)"
                        .formatted(path))));
  }

  @Test
  void theFirstCmdThatFailsEndsIt() throws InterruptedException {
    assertThat(shell.run("locking-queue", "put", path, "good", "bad", "never"))
        .isEqualTo(silent(0));
    String failing = "read x; echo $x; [ $x != bad ] || exit 7";
    assertThat(consume("--", "sh", "-c", failing))
        .isEqualTo(new Result(7, List.of("good", "bad"), List.of()));
    assertThat(shell.run("locking-queue", "size", path)).isEqualTo(lines("2"));
    assertThat(consume("--count", "1", "--", "cat")).isEqualTo(lines("bad"));
  }

  @Test
  void aSignalEndsItWithTheItem() throws InterruptedException {
    assertThat(shell.run("locking-queue", "put", path, "one", "two")).isEqualTo(silent(0));
    String ending = "trap 'kill $!; echo ends; exit 0' TERM; tail -f /dev/null & echo runs; wait";
    CoordProcess consumer = startConsumer("--", "sh", "-c", ending);
    consumer.awaitLine("runs");
    consumer.signal("TERM");
    assertThat(consumer.result()).isEqualTo(lines("runs", "ends"));
    assertThat(shell.run("locking-queue", "size", path)).isEqualTo(lines("1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"zk-raw", "curator"})
  void theItemOfAConsumerThatIsKilledGoesToTheNext(String backend) throws InterruptedException {
    assertThat(shell.run("locking-queue", "put", path, "one")).isEqualTo(silent(0));
    String[] consume = {"locking-queue", "consume", path, "--backend", backend};
    CoordProcess first = shell.startOver(link, join(consume, "--", "sh", "-c", Shell.LASTING));
    first.awaitLine("runs ");
    CoordProcess second = startConsumer("--backend", backend, "--count", "1", "--", "cat");
    first.signal("KILL");
    assertThat(second.result()).isEqualTo(lines("one"));
    assertThat(shell.run("locking-queue", "size", path)).isEqualTo(lines("0"));
  }

  private Result consume(String... arguments) throws InterruptedException {
    return startConsumer(arguments).result();
  }

  private CoordProcess startConsumer(String... arguments) {
    return shell.start(join(new String[] {"locking-queue", "consume", path}, arguments));
  }

  private String usage(String... arguments) throws InterruptedException {
    return shell.fail(64, arguments);
  }
}
