package dev.coordination.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.cli.CoordProcess.Result;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
  void jsonOnly() throws InterruptedException {
    try (CoordProcess demo =
        CoordProcess.start("demo", "--seconds", "1", "--workers", "2", "--json")) {
      Result result = result(demo);
      assertThat(result.exitCode()).as(result.toString()).isZero();
      assertThat(result.output()).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
      assertThat(result.output()).filteredOn(line -> line.endsWith("\"held\":true}")).hasSize(18);
    }
  }

  @Test
  void interruptedItLeavesNothing(@TempDir Path temporary) throws InterruptedException {
    try (CoordProcess demo = CoordProcess.start(temporary, "demo", "--seconds", "600")) {
      List<ProcessHandle> workers = workersAtWork(demo);
      demo.signal("INT");
      assertThat(demo.exitCode()).isEqualTo(130);
      assertThat(workers).noneMatch(ProcessHandle::isAlive);
      assertThat(demo.result().errors()).isEmpty();
    }
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void killedItTakesItsWorkersAlong(@TempDir Path temporary) throws InterruptedException {
    try (CoordProcess demo = CoordProcess.start(temporary, "demo", "--seconds", "600")) {
      List<ProcessHandle> workers = workersAtWork(demo);
      demo.signal("KILL");
      workers.forEach(worker -> worker.onExit().join());
    }
  }

  /** Its result; it may take its time, but not without getting on. */
  private static Result result(CoordProcess demo) throws InterruptedException {
    demo.awaitLineWith("leads, term");
    demo.awaitLineWith("has job-1,");
    demo.awaitLineWith("works on");
    demo.awaitLineWith("leaves");
    return demo.result();
  }

  private static List<ProcessHandle> workersAtWork(CoordProcess demo) throws InterruptedException {
    demo.awaitLineWith("has the lock");
    List<ProcessHandle> workers =
        ProcessHandle.of(demo.pid()).stream().flatMap(ProcessHandle::children).toList();
    assertThat(workers).hasSize(3);
    return workers;
  }
}
