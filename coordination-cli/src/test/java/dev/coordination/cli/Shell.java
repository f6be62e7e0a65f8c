package dev.coordination.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.cli.CoordProcess.Result;
import dev.coordination.zookeeper.testkit.FaultProxy;
import dev.coordination.zookeeper.testkit.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Where a test runs {@code coord}; what still runs ends with it. */
final class Shell implements AutoCloseable {

  /** Says who it is and lives until a line is typed. */
  static final String CMD = "echo \"runs $$\"; read line; echo ends";

  /** Says who it is and lives, whatever is on its stdin. */
  static final String LASTING = "echo \"runs $$\"; exec tail -f /dev/null";

  /** Says what it was told and ends when it is told to end, with 3. */
  static final String TRAPPING =
      "trap 'echo got HUP' HUP; trap 'echo got INT; exit 3' INT;"
          + " trap 'echo got TERM; exit 3' TERM; echo runs; while :; do read line; done";

  /** Says whether another CMD lives, whose process id is given. */
  static final String ALONE =
      "if grep -qs '^State:[[:space:]]*[^XZ[:space:]]' /proc/$0/status; then echo overlaps;"
          + " else echo alone; fi";

  /** For sessions that are to end: hardly longer than what a busy machine needs. */
  static final String[] MORTAL = {"--session-timeout", "2s"};

  private final TestServer server;
  private final List<CoordProcess> processes = new ArrayList<>();

  Shell(TestServer server) {
    this.server = server;
  }

  CoordProcess start(String... arguments) {
    return known(CoordProcess.start(connected(server.connectString(), arguments)));
  }

  /** Starts it without telling it of the server. */
  CoordProcess startAlone(String... arguments) {
    return known(CoordProcess.start(arguments));
  }

  /** Starts it with a link, and so a session, that the test may end. */
  CoordProcess startOver(FaultProxy link, String... arguments) {
    boolean mortal = !List.of(arguments).contains(MORTAL[0]);
    String[] all = mortal ? join(MORTAL, arguments) : arguments;
    return known(CoordProcess.start(connected(link.connectString(), all)));
  }

  CoordProcess startUnread(String... arguments) {
    return known(CoordProcess.startUnread(connected(server.connectString(), arguments)));
  }

  Result run(String... arguments) throws InterruptedException {
    return start(arguments).result();
  }

  /** Runs what fails, with one line that says why, and returns that. */
  String fail(int exitCode, String... arguments) throws InterruptedException {
    return failure(exitCode, run(arguments));
  }

  static String failure(int exitCode, Result result) {
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(exitCode);
    assertThat(result.errors()).hasSize(1);
    assertThat(result.errors().get(0)).startsWith("coord: ");
    return result.errors().get(0);
  }

  /** Makes one command line of two parts. */
  static String[] join(String[] first, String... others) {
    return Stream.of(first, others).flatMap(Stream::of).toArray(String[]::new);
  }

  static Result silent(int exitCode) {
    return new Result(exitCode, List.of(), List.of());
  }

  static Result lines(String... output) {
    return said(0, output);
  }

  static Result said(int exitCode, String... output) {
    return new Result(exitCode, List.of(output), List.of());
  }

  @Override
  public void close() {
    processes.forEach(CoordProcess::close);
  }

  private CoordProcess known(CoordProcess process) {
    processes.add(process);
    return process;
  }

  private static String[] connected(String connectString, String... arguments) {
    return join(new String[] {"--connect", connectString}, arguments);
  }
}
