package dev.coordination.cli;

import static dev.coordination.cli.Shell.failure;
import static dev.coordination.cli.Shell.lines;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.cli.CoordProcess.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Results, exit codes and what is said when something is wrong. */
class CoordTest extends CommandTest {

  @ParameterizedTest
  @ValueSource(strings = {"zk-raw", "curator"})
  void counts(String backend) throws InterruptedException {
    String path = "/counts-" + backend;
    assertThat(counter(backend, "get", path, "--default", "40")).isEqualTo(lines("40"));
    assertThat(counter(backend, "increment", path)).isEqualTo(lines("1"));
    assertThat(counter(backend, "increment", path, "-5")).isEqualTo(lines("-4"));
    assertThat(counter(backend, "decrement", path, "-9", "--json"))
        .isEqualTo(lines("{\"path\":\"%s\",\"value\":5}".formatted(path)));
    assertThat(counter(backend, "reset", path, "--default", "7")).isEqualTo(lines("7"));
    assertThat(counter(backend, "reset", path, "8")).isEqualTo(lines("8"));
    assertThat(counter(backend, "compare-and-set", path, "8", "9")).isEqualTo(lines("9"));
    assertThat(counter(backend, "compare-and-set", path, "8", "10"))
        .isEqualTo(new Result(1, List.of("9"), List.of()));
  }

  @Test
  void namespaceIsPutBeforeThePath() throws InterruptedException {
    assertThat(shell.run("--namespace", "/a/b", "counter", "increment", "/c"))
        .isEqualTo(lines("1"));
    assertThat(shell.run("counter", "get", "/a/b/c")).isEqualTo(lines("1"));
    String uri = "zookeeper://" + server.connectString() + "/a";
    assertThat(CoordProcess.run("counter", "get", "/b/c", "--connect", uri)).isEqualTo(lines("1"));
  }

  @Test
  void foreignNamesDoNotSteerTheTerminal() throws InterruptedException {
    assertThat(Results.printable("a\u001b[2J\nb\u009bc\u202eü"))
        .isEqualTo("a\\u001b[2J\\u000ab\\u009bc\\u202eü");
  }

  @Test
  void wrongUsage() throws InterruptedException {
    assertThat(usage("leader", "no-slash")).contains("no-slash");
    assertThat(usage("leader", "/zookeeper/x")).contains("/zookeeper");
    assertThat(usage("--namespace", "n", "leader", "/x")).contains("\"n\"");
    assertThat(usage()).contains("subcommand");
    assertThat(usage("frobnicate")).contains("frobnicate");
    assertThat(usage("leader")).contains("PATH");
    assertThat(usage("leader", "/x", "--sesion-timeout", "5s")).contains("--sesion-timeout");
    assertThat(usage("leader", "/x", "--session-timeout", "5")).contains("5");
    assertThat(usage("leader", "/x", "--backend", "etcd")).contains("etcd");
    assertThat(usage("leader", "/x", "--connect", "etcd://h")).contains("etcd");
    assertThat(usage("leader", "/x", "--connect", "curator://h", "--backend", "curator"))
        .contains("--backend");
    assertThat(usage("lock", "/x", "true")).contains("--");
    assertThat(usage("semaphore", "/x", "--", "true")).contains("--max");
    assertThat(usage("semaphore", "/x", "--max", "0", "--", "true")).contains("--max");
    assertThat(usage("lock", "/x", "git", "log", "--", "file")).contains("--");
    assertThat(usage("counter", "increment", "/x", "many")).contains("many");
    assertThat(usage("server", "--port", "99999")).contains("99999");
  }

  @Test
  void malformedData() throws InterruptedException, KeeperException {
    create("/malformed", "five");
    assertThat(failure(65, shell.run("counter", "get", "/malformed"))).contains("/malformed");
  }

  @Test
  void overflow() throws InterruptedException {
    shell.run("counter", "reset", "/overflow", "9223372036854775807");
    failure(64, shell.run("counter", "increment", "/overflow"));
  }

  /**
   * The reply to the write is lost, and the link is down before anyone can look what became of it.
   */
  @Test
  void unknownOutcome() throws InterruptedException, KeeperException {
    link.delay(Duration.ofMillis(300));
    link.loseReplyOfWrite(1);
    store.exists("/unknown", applied -> link.refuse());
    String[] increment = {"counter", "increment", "/unknown", "--session-timeout", "5s"};
    assertThat(failure(74, shell.startOver(link, increment).result())).contains("/unknown");
    assertThat(shell.run("counter", "get", "/unknown")).isEqualTo(lines("1"));
  }

  @Test
  void stackTracesOnRequestOnly() throws InterruptedException, KeeperException {
    create("/trace", "x");
    Result result = shell.run("counter", "get", "/trace", "--verbose");
    assertThat(result.exitCode()).isEqualTo(65);
    assertThat(result.errors().get(0)).startsWith("coord: ");
    assertThat(result.errors()).anyMatch(line -> line.startsWith("\tat dev.coordination"));
  }

  @Test
  void serverKeepsNothingUnlessTold(@TempDir Path temporary)
      throws InterruptedException, IOException {
    try (CoordProcess server = CoordProcess.start(temporary, "server", "--port", "0")) {
      String address = server.awaitLine("ready ");
      assertThat(address).startsWith("127.0.0.1:");
      assertThat(CoordProcess.run("counter", "increment", "/c", "--connect", address))
          .isEqualTo(lines("1"));
      server.signal("TERM");
      assertThat(server.result())
          .isEqualTo(new Result(143, List.of("ready " + address), List.of()));
    }
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void whatIsNoDataOfAServerIsNotServed(@TempDir Path directory)
      throws InterruptedException, IOException {
    Path snapshots = Files.createDirectories(directory.resolve("version-2"));
    Files.write(snapshots.resolve("log.1"), new byte[] {1, 2, 3});
    Files.write(snapshots.resolve("snapshot.0"), new byte[] {1, 2, 3});
    assertThat(
            failure(
                64, CoordProcess.run("server", "--port", "0", "--data-dir", directory.toString())))
        .startsWith("coord: cannot serve the data in " + directory);
  }

  @Test
  void serverKeepsItsDataDirectory(@TempDir Path directory) throws InterruptedException {
    for (int run = 1; run <= 2; run++) {
      try (CoordProcess server =
          CoordProcess.start("server", "--port", "0", "--data-dir", directory.toString())) {
        String address = server.awaitLine("ready ");
        assertThat(CoordProcess.run("counter", "increment", "/c", "--connect", address))
            .isEqualTo(lines("" + run));
        assertThat(
                failure(
                    64,
                    CoordProcess.run("server", "--port", "0", "--data-dir", directory.toString())))
            .endsWith("another server does");
        String taken = address.substring(address.indexOf(':') + 1);
        assertThat(failure(69, CoordProcess.run("server", "--port", taken)))
            .contains(address)
            .endsWith("try --port 0");
        server.signal("INT");
        assertThat(server.exitCode()).isEqualTo(130);
      }
    }
  }

  @Test
  void aFaultOfOurOwnIsNobodyElses() {
    CommandLine command = Coord.commandLine();
    var parsed = command.parseArgs("leader", "/x");
    assertThat(Failures.execution(new IllegalStateException("broken"), command, parsed))
        .isEqualTo(70);
  }

  private Result counter(String backend, String... arguments) throws InterruptedException {
    return shell.run(Shell.join(new String[] {"counter", "--backend", backend}, arguments));
  }

  private void create(String path, String data) throws InterruptedException, KeeperException {
    byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
    store.create(path, bytes, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
  }

  private static String usage(String... arguments) throws InterruptedException {
    return failure(64, CoordProcess.run(arguments));
  }
}
