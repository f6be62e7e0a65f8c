package dev.coordination.cli;

import dev.coordination.Hold;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Runs CMD while something is held, and not longer. */
final class CommandUnderHold {

  private static final String END_OF_OPTIONS = "--";

  private final Program program;
  private final Signals signals;
  private final Duration sessionTimeout;

  /**
   * Creates what can run CMD any number of times.
   *
   * @param program CMD
   * @param signals those that are to reach CMD
   * @param sessionTimeout what was asked for
   */
  CommandUnderHold(Program program, Signals signals, Duration sessionTimeout) {
    this.program = program;
    this.signals = signals;
    this.sessionTimeout = sessionTimeout;
  }

  /** CMD's options are not ours: all that follows the first {@code --} is CMD, and nothing else. */
  static void checkDelimiter(CommandSpec spec, List<String> command) {
    List<String> all = spec.root().commandLine().getParseResult().originalArgs();
    int delimiter = all.indexOf(END_OF_OPTIONS);
    if (delimiter < 0 || !all.subList(delimiter + 1, all.size()).equals(command)) {
      throw new ParameterException(spec.commandLine(), "no -- between PATH and CMD");
    }
  }

  /** Runs CMD with our own stdin, and returns what it exited with. */
  int run(Hold hold) throws InterruptedException {
    return run(hold, () -> program.start(hold));
  }

  /** Runs CMD with the input on its stdin, and returns what it exited with. */
  int run(Hold hold, byte[] input) throws InterruptedException {
    return run(hold, () -> program.start(hold, input));
  }

  private int run(Hold hold, Supplier<ChildProcess> start) throws InterruptedException {
    Duration terminateAt = terminateAt(hold);
    if (hold.remaining().compareTo(Guard.KILL_AT) <= 0) {
      throw new CommandFailure(ExitCode.LOST, "lost %s before CMD ran".formatted(hold.path()));
    }
    Optional<Child> child = signals.start(start);
    if (child.isEmpty()) {
      return ExitCode.ofSignal(signals.received());
    }
    try {
      return new Guard(hold, child.get(), terminateAt).watch();
    } finally {
      signals.ended();
    }
  }

  /**
   * A sixth of the session timeout. Of the one the server granted, if that is shorter than ours: a
   * new hold has at least two thirds of it left.
   */
  private Duration terminateAt(Hold hold) {
    Duration asked = sessionTimeout.dividedBy(6);
    Duration granted = hold.remaining().dividedBy(4);
    return asked.compareTo(granted) < 0 ? asked : granted;
  }
}
