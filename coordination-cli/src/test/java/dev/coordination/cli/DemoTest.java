package dev.coordination.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.cli.CoordProcess.Result;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The demo, from its start to its end or to the end of its user's patience. */
class DemoTest {

  @Test
  void everythingHolds(@TempDir Path temporary) throws InterruptedException {
    try (CoordProcess demo = CoordProcess.start(temporary, "demo", "--seconds", "1")) {
      Result result = result(demo);
      assertThat(result.exitCode()).as(result.toString()).isZero();
      assertThat(result.errors()).isEmpty();
      assertThat(result.output()).filteredOn(line -> line.startsWith("  ok ")).hasSize(18);
      assertThat(result.output()).allMatch(line -> line.length() <= 80);
      assertThat(result.output()).noneMatch(line -> line.contains("\u001b"));
    }
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void inJsonWithinANamespace() throws InterruptedException {
    try (CoordProcess demo =
        CoordProcess.start(
            "demo", "--seconds", "1", "--workers", "2", "--json", "--namespace", "/blue")) {
      Result result = result(demo);
      assertThat(result.exitCode()).as(result.toString()).isZero();
      assertThat(result.output()).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
      assertThat(result.output()).filteredOn(line -> line.endsWith("\"held\":true}")).hasSize(18);
    }
  }

  /** While its workers work, and while they start. */
  @ParameterizedTest
  @CsvSource({"INT, 130, has the lock", "TERM, 143, ready on"})
  void endedBySignalItLeavesNothing(
      String signal, int exitCode, String moment, @TempDir Path temporary)
      throws InterruptedException {
    try (CoordProcess demo = CoordProcess.start(temporary, "demo", "--seconds", "600")) {
      demo.awaitLineWith(moment);
      List<ProcessHandle> workers = workers(demo);
      demo.signal(signal);
      Result result = demo.result();
      assertThat(result.exitCode()).isEqualTo(exitCode);
      assertThat(result.errors()).isEmpty();
      assertThat(workers).noneMatch(ProcessHandle::isAlive);
    }
    assertThat(temporary).isEmptyDirectory();
  }

  /** Its reader goes while it runs. */
  @Test
  void withNobodyWatchingItEnds(@TempDir Path temporary, @TempDir Path elsewhere)
      throws InterruptedException, IOException {
    Path errors = elsewhere.resolve("errors");
    List<String> command = new ArrayList<>();
    command.addAll(List.of("/bin/sh", "-c", "{ \"$@\"; echo \"exit $?\" >&2; } | head -n 5", "sh"));
    command.addAll(CoordProcess.command("-Djava.io.tmpdir=" + temporary));
    command.addAll(List.of("demo", "--seconds", "600"));
    Process shell =
        new ProcessBuilder(command)
            .redirectOutput(Redirect.DISCARD)
            .redirectError(errors.toFile())
            .start();
    try {
      assertThat(shell.waitFor(CoordProcess.BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(errors).hasContent("exit 141");
      assertThat(temporary).isEmptyDirectory();
    } finally {
      shell.descendants().forEach(ProcessHandle::destroyForcibly);
    }
  }

  @Test
  void withoutOneOfItsWorkersItEnds(@TempDir Path temporary) throws InterruptedException {
    try (CoordProcess demo = CoordProcess.start(temporary, "demo", "--seconds", "600")) {
      demo.awaitLineWith("has the lock");
      List<ProcessHandle> workers = workers(demo);
      workers.get(1).destroyForcibly();
      assertThat(Shell.failure(70, demo.result())).endsWith("ended unasked, exit code 137");
      assertThat(workers).hasSize(3).noneMatch(ProcessHandle::isAlive);
    }
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void killedItTakesItsWorkersAlong(@TempDir Path temporary)
      throws InterruptedException, ExecutionException, TimeoutException {
    try (CoordProcess demo = CoordProcess.start(temporary, "demo", "--seconds", "600")) {
      demo.awaitLineWith("has the lock");
      List<ProcessHandle> workers = workers(demo);
      assertThat(workers).hasSize(3);
      demo.signal("KILL");
      for (ProcessHandle worker : workers) {
        var unused = worker.onExit().get(CoordProcess.BOUND.toSeconds(), TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void sessionLongerThanItsServerAllows() throws InterruptedException {
    Result result = CoordProcess.run("demo", "--session-timeout", "61m");
    assertThat(Shell.failure(64, result)).contains("--session-timeout").contains("3600s");
    assertThat(result.output()).isEmpty();
  }

  /** Its result; it may take its time, but not without getting on. */
  private static Result result(CoordProcess demo) throws InterruptedException {
    demo.awaitLineWith("leads, term");
    demo.awaitLineWith("has job-1,");
    demo.awaitLineWith("works on");
    demo.awaitLineWith("leaves");
    return demo.result();
  }

  private static List<ProcessHandle> workers(CoordProcess demo) {
    return ProcessHandle.of(demo.pid()).stream().flatMap(ProcessHandle::children).toList();
  }
}
