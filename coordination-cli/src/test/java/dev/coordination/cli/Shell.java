package dev.coordination.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.cli.CoordProcess.Result;
import dev.coordination.zookeeper.testkit.FaultProxy;
import dev.coordination.zookeeper.testkit.TestServer;
import java.util.ArrayList;
import java.util.List;

/** Where a test runs {@code coord}, with sessions that end soon; what still runs ends with it. */
final class Shell implements AutoCloseable {

  /** Says who it is and lives until a line is typed. */
  static final String CMD = "echo \"runs $$\"; read line; echo ends";

  /** Says what it was told and ends when it is told to end, with 3. */
  static final String TRAPPING =
      "trap 'echo got HUP' HUP; trap 'echo got INT; exit 3' INT;"
          + " trap 'echo got TERM; exit 3' TERM; echo runs; while :; do read line; done";

  private final TestServer server;
  private final List<CoordProcess> processes = new ArrayList<>();

  Shell(TestServer server) {
    this.server = server;
  }

  CoordProcess start(String... arguments) {
    return connected(server.connectString(), arguments);
  }

  CoordProcess startOver(FaultProxy link, String... arguments) {
    return connected(link.connectString(), arguments);
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

  private CoordProcess connected(String connectString, String... arguments) {
    List<String> all = new ArrayList<>(List.of("--connect", connectString));
    all.addAll(List.of("--session-timeout", "2s"));
    all.addAll(List.of(arguments));
    CoordProcess process = CoordProcess.start(all.toArray(String[]::new));
    processes.add(process);
    return process;
  }
}
