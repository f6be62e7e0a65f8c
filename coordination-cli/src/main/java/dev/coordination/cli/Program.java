package dev.coordination.cli;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * CMD, before it runs.
 *
 * <p>It is looked for before anything is held, and started so that it cannot outlive us: the kernel
 * is told, through {@code setpriv}, to kill it when the thread that started it ends, which is why
 * the main thread does. Between the fork and that request we may have died already; so a shell
 * looks who its parent is by now before it turns into CMD.
 */
final class Program {

  private static final List<String> DIE_WITH_PARENT =
      List.of("setpriv", "--pdeathsig", "KILL", "--", "/bin/sh", "-c");
  private static final String IF_PARENT_LIVES = "[ \"$PPID\" = \"$0\" ] && exec \"$@\"";

  /** What a shell can take for a variable; others it does not pass on. */
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private static final int PATIENCE_SECONDS = 10;

  private final List<String> command;

  private Program(List<String> command) {
    this.command = command;
  }

  /** Finds a program as a shell would: by its path, or along {@code $PATH}. */
  static Program find(List<String> command) {
    String name = command.get(0);
    List<Path> found = candidates(name).stream().filter(Files::exists).toList();
    if (found.isEmpty()) {
      throw new CommandFailure(
          ExitCode.NOT_FOUND, "command not found: %s; is it on $PATH?".formatted(name));
    }
    if (found.stream().noneMatch(Program::canRun)) {
      throw new CommandFailure(ExitCode.CANNOT_RUN, "cannot run, not an executable: " + name);
    }
    return new Program(canDieWithParent() ? dyingWithParent(command) : command);
  }

  /** Starts it with our own stdin, stdout and stderr. */
  ChildProcess start(Surroundings surroundings) {
    return new ChildProcess(start(new ProcessBuilder(command).inheritIO(), surroundings));
  }

  /** Starts it with an input for its stdin, and our own stdout and stderr. */
  ChildProcess start(Surroundings surroundings, byte[] input) {
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO().redirectInput(Redirect.PIPE);
    Process process = start(builder, surroundings);
    Thread feeder = new Thread(() -> feed(process, input), "stdin of CMD");
    feeder.setDaemon(true);
    feeder.start();
    return new ChildProcess(process);
  }

  private static void feed(Process process, byte[] input) {
    try (OutputStream stdin = process.getOutputStream()) {
      stdin.write(input);
    } catch (IOException e) {
      // CMD need not read all of its input, or any of it.
    }
  }

  private static Process start(ProcessBuilder builder, Surroundings surroundings) {
    surroundings.tell(builder.environment());
    try {
      return builder.start();
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.CANNOT_RUN, Failures.line(e), e);
    }
  }

  private static List<Path> candidates(String name) {
    if (name.isEmpty()) {
      return List.of();
    }
    if (name.contains("/")) {
      return List.of(Path.of(name));
    }
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .map(directory -> Path.of(directory, name))
        .toList();
  }

  private static boolean canRun(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }

  private static List<String> dyingWithParent(List<String> command) {
    List<String> wrapped = new ArrayList<>(DIE_WITH_PARENT);
    wrapped.add(IF_PARENT_LIVES);
    wrapped.add(Long.toString(ProcessHandle.current().pid()));
    List<String> others = variablesThatShellsDrop();
    if (!others.isEmpty()) {
      wrapped.add("env");
      wrapped.addAll(others);
    }
    wrapped.addAll(command);
    return wrapped;
  }

  private static List<String> variablesThatShellsDrop() {
    return System.getenv().entrySet().stream()
        .filter(variable -> !VARIABLE.matcher(variable.getKey()).matches())
        .map(variable -> variable.getKey() + "=" + variable.getValue())
        .toList();
  }

  /** Tries it: some systems have no {@code setpriv}, and some have one without this option. */
  private static boolean canDieWithParent() {
    ProcessBuilder trial =
        new ProcessBuilder(dyingWithParent(List.of("true")))
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD);
    try {
      Process process = trial.start();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        Failures.tell("setpriv does not answer; CMD will live on if coord is killed");
        return false;
      }
      return process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
