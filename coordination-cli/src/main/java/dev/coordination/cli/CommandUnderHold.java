package dev.coordination.cli;

import dev.coordination.Hold;
import dev.coordination.Lease;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Runs CMD while something is held, and not longer, or while we take part in something. */
final class CommandUnderHold {

  private static final String END_OF_OPTIONS = "--";
  private static final Duration LONGEST_NOTICE = Duration.ofSeconds(10);

  /** Waits for the end of CMD, and says what coord exits with. */
  @FunctionalInterface
  private interface Watch {
    int over(Child child) throws InterruptedException;
  }

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
    List<String> all = arguments(spec);
    int delimiter = all.indexOf(END_OF_OPTIONS);
    if (delimiter < 0 || !all.subList(delimiter + 1, all.size()).equals(command)) {
      throw new ParameterException(spec.commandLine(), "no -- between PATH and CMD");
    }
  }

  /** Finds CMD where it may be left out, together with the {@code --}. */
  static Optional<Program> find(CommandSpec spec, @Nullable List<String> command) {
    List<String> given = command == null ? List.of() : command;
    if (given.isEmpty() && !arguments(spec).contains(END_OF_OPTIONS)) {
      return Optional.empty();
    }
    checkDelimiter(spec, given);
    if (given.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "no CMD after --");
    }
    return Optional.of(Program.find(given));
  }

  private static List<String> arguments(CommandSpec spec) {
    return spec.root().commandLine().getParseResult().originalArgs();
  }

  /** Runs CMD with our own stdin, and returns what it exited with. */
  int run(Hold hold) throws InterruptedException {
    return run(hold, () -> program.start(Surroundings.of(hold)));
  }

  /** Runs CMD with the input on its stdin, and returns what it exited with. */
  int run(Hold hold, byte[] input) throws InterruptedException {
    return run(hold, () -> program.start(Surroundings.of(hold), input));
  }

  /** Runs CMD, which nothing ends but itself and signals, and returns what it exited with. */
  int run(Surroundings surroundings) throws InterruptedException {
    return run(() -> program.start(surroundings), CommandUnderHold::awaitEnd);
  }

  private int run(Hold hold, Supplier<ChildProcess> start) throws InterruptedException {
    awaitTime(hold);
    Duration terminateAt = terminateAt(hold);
    return run(start, child -> new Guard(hold, child, terminateAt).watch());
  }

  /**
   * Waits, if little of the session's time is left, for the server's next answer. So it can be just
   * after an outage; a CMD that began then would be ended at once.
   */
  private void awaitTime(Hold hold) throws InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    var unused = hold.ended().thenRun(ended::countDown);
    Duration left = hold.remaining();
    boolean answered = left.compareTo(enough(hold)) >= 0;
    while (!answered) {
      if (ended.await(Guard.LONGEST_PAUSE.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new CommandFailure(
            ExitCode.LOST, "lost %s before CMD ran; try again".formatted(hold.path()));
      }
      Duration before = left;
      left = hold.remaining();
      answered = left.compareTo(before) > 0 && left.compareTo(Guard.KILL_AT) > 0;
    }
  }

  private Duration enough(Hold hold) {
    Duration half = sessionTimeout.dividedBy(2);
    boolean ofSession = !(hold instanceof Lease) && half.compareTo(Guard.KILL_AT) > 0;
    return ofSession ? half : Guard.KILL_AT;
  }

  private int run(Supplier<ChildProcess> start, Watch watch) throws InterruptedException {
    Optional<Child> child = signals.start(start);
    if (child.isEmpty()) {
      return ExitCode.ofSignal(signals.received());
    }
    try {
      return watch.over(child.get());
    } finally {
      signals.ended();
    }
  }

  private static int awaitEnd(Child child) throws InterruptedException {
    boolean ended;
    do {
      ended = child.awaitEnd(Duration.ofDays(1));
    } while (!ended);
    return child.exitCode();
  }

  /**
   * A sixth of the session timeout. Of the one the server granted, if that is shorter than ours: a
   * new hold has at least two thirds of it left. A lease has nothing to do with sessions.
   */
  private Duration terminateAt(Hold hold) {
    Duration asked = hold instanceof Lease ? LONGEST_NOTICE : sessionTimeout.dividedBy(6);
    Duration granted = hold.remaining().dividedBy(4);
    return asked.compareTo(granted) < 0 ? asked : granted;
  }
}
