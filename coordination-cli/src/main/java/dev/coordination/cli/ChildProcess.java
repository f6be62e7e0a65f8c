package dev.coordination.cli;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** CMD as a process of the operating system. */
final class ChildProcess implements Child {

  private final Process process;

  /** What it had started when it was asked to end: out of reach once it has ended itself. */
  private final Set<ProcessHandle> family = new LinkedHashSet<>();

  ChildProcess(Process process) {
    this.process = process;
  }

  @Override
  public boolean awaitEnd(Duration atMost) throws InterruptedException {
    return process.waitFor(atMost.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void terminate() {
    remember();
    process.destroy();
  }

  @Override
  public void kill() {
    remember();
    process.destroyForcibly();
    family.forEach(ProcessHandle::destroyForcibly);
  }

  @Override
  public void signal(String name) {
    if (!process.toHandle().isAlive()) {
      return; // its number may be somebody else's by now
    }
    // Java itself can send no other signals than TERM and KILL.
    ProcessBuilder kill =
        new ProcessBuilder("/bin/sh", "-c", "kill -s \"$0\" \"$1\"", name, "" + process.pid())
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD);
    try {
      var unused = kill.start();
    } catch (IOException e) {
      Failures.tell("cannot pass SIG%s on: %s".formatted(name, e.getMessage()));
    }
  }

  /** By Linux's process table: its process group is the one that the terminal sends signals to. */
  @Override
  public boolean isInForeground() {
    try {
      String stat = Files.readString(Path.of("/proc", "" + process.pid(), "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      String group = fields[2];
      String foregroundGroup = fields[5];
      return group.equals(foregroundGroup);
    } catch (IOException e) {
      return false; // No such table: better twice than never.
    }
  }

  @Override
  public int exitCode() {
    return process.exitValue();
  }

  private void remember() {
    process.descendants().forEach(family::add);
  }
}
