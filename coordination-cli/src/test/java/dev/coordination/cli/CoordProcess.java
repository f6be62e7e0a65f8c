package dev.coordination.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code coord} in a process of its own.
 *
 * <p>CMD and what it starts share its stdout, so that the end of the output is the end of them all.
 */
final class CoordProcess implements AutoCloseable {

  /** How long a step may take on a machine that is busy with other things. */
  static final Duration BOUND = Duration.ofSeconds(30);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<String> output = new ArrayList<>();
  private final List<String> errors = new ArrayList<>();
  private final Process process;
  private long outputEnded;
  private boolean errorsEnded;

  private CoordProcess(Process process) {
    this.process = process;
    read(process.errorReader(StandardCharsets.UTF_8), errors, () -> errorsEnded = true);
  }

  /** Starts it; stdin is a pipe. */
  static CoordProcess start(String... arguments) {
    return start(Path.of(System.getProperty("java.io.tmpdir")), arguments);
  }

  /** Starts it with a directory of its own for temporary files. */
  static CoordProcess start(Path temporary, String... arguments) {
    CoordProcess coord = launch(command("-Djava.io.tmpdir=" + temporary), arguments);
    coord.read(
        coord.process.inputReader(StandardCharsets.UTF_8),
        coord.output,
        () -> coord.outputEnded = System.nanoTime());
    return coord;
  }

  /** Starts it; stdout is a pipe whose reader has gone. */
  static CoordProcess startUnread(String... arguments) {
    CoordProcess coord = launch(command(), arguments);
    try {
      coord.process.getInputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return coord;
  }

  private static CoordProcess launch(List<String> command, String... arguments) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.command().addAll(List.of(arguments));
    builder.environment().remove("COORD_CONNECT");
    try {
      return new CoordProcess(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The command line that starts it, up to its arguments, with options for the JVM. */
  static List<String> command(String... options) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Coord.class.getName()));
    return command;
  }

  /** What a command that ends by itself has said. */
  record Result(int exitCode, List<String> output, List<String> errors) {}

  static Result run(String... arguments) throws InterruptedException {
    try (CoordProcess coord = start(arguments)) {
      return coord.result();
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  Result result() throws InterruptedException {
    int exitCode = exitCode();
    awaitErrors();
    return new Result(exitCode, output(), errors);
  }

  int exitCode() throws InterruptedException {
    if (!process.waitFor(BOUND.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new AssertionError("still running: " + this);
    }
    return process.exitValue();
  }

  /** Waits for a line on stdout that begins so, and returns what follows. */
  String awaitLine(String prefix) throws InterruptedException {
    return await("line " + prefix, () -> find(line -> line.startsWith(prefix)))
        .substring(prefix.length());
  }

  /** Waits for a line on stdout that contains the text. */
  void awaitLineWith(String text) throws InterruptedException {
    var unused = await("line with " + text, () -> find(line -> line.contains(text)));
  }

  /** Waits until the last line on stdout is one of these, and returns it. */
  String awaitLastLine(String... lines) throws InterruptedException {
    return await(
        "last line " + List.of(lines),
        () -> {
          String last = output.isEmpty() ? "" : output.get(output.size() - 1);
          return List.of(lines).contains(last) ? last : null;
        });
  }

  /** Waits until it, and all that share its stdout, have ended; returns when, in nanoseconds. */
  long awaitEndOfOutput() throws InterruptedException {
    return await("end of output", () -> outputEnded == 0 ? null : outputEnded);
  }

  /** Types a line. */
  void type(String line) {
    try {
      OutputStream stdin = process.getOutputStream();
      stdin.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      stdin.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Types nothing more. */
  void endInput() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a signal to it alone. */
  void signal(String name) throws InterruptedException {
    try {
      int exitCode =
          new ProcessBuilder("/bin/sh", "-c", "kill -s " + name + " " + pid()).start().waitFor();
      if (exitCode != 0) {
        throw new AssertionError("kill -s %s: %d".formatted(name, exitCode));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  @Override
  public String toString() {
    return "coord %d, output %s, errors %s".formatted(pid(), output(), errors);
  }

  private List<String> output() {
    lock.lock();
    try {
      return List.copyOf(output);
    } finally {
      lock.unlock();
    }
  }

  private void awaitErrors() throws InterruptedException {
    var unused = await("end of errors", () -> errorsEnded ? errors : null);
  }

  private @Nullable String find(Predicate<String> wanted) {
    return output.stream().filter(wanted).findFirst().orElse(null);
  }

  private <T> T await(String what, Supplier<@Nullable T> result) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = BOUND.toNanos();
      T found = result.get();
      while (found == null) {
        if (left <= 0) {
          throw new AssertionError("no " + what + " from " + this);
        }
        left = changed.awaitNanos(left);
        found = result.get();
      }
      return found;
    } finally {
      lock.unlock();
    }
  }

  private void read(BufferedReader reader, List<String> lines, Runnable atEnd) {
    Thread thread =
        new Thread(
            () -> {
              reader.lines().forEach(line -> change(() -> lines.add(line)));
              change(atEnd);
            },
            "reader of coord");
    thread.setDaemon(true);
    thread.start();
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
