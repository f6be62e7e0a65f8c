package dev.coordination.cli;

import dev.coordination.CoordinationClient;
import dev.coordination.Hold;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command that runs CMD while it holds something. */
abstract class HeldCommand implements Callable<Integer> {

  static final String SIGNALS =
      "CMD has our stdin, stdout and stderr. SIGHUP, SIGINT and SIGTERM are passed on to it;"
          + " a SIGINT from the keyboard reaches it anyway.";
  static final String CUT_OFF =
      "When the server is out of reach, CMD is ended before another could be granted the hold:"
          + " by SIGTERM when a sixth of the session timeout is left, by SIGKILL at 300 ms (where"
          + " the session lasts less than 1.8s by SIGKILL alone)."
          + " Connected again before that, CMD goes on.";
  static final String KILLED =
      "When coord itself is killed, the kernel kills CMD, though not what CMD has started"
          + " (on Linux, by setpriv; elsewhere, and if CMD changes its user as sudo does, it lives"
          + " on: do not kill coord with -9 there).";
  static final String STOPPED =
      "While coord is stopped (SIGSTOP) it cannot watch. If its session ended meanwhile, CMD is"
          + " killed within 500 ms after coord goes on; in between only the fencing token protects:"
          + " have what CMD writes to refuse a token smaller than the largest it has seen.";

  static final String TOLD =
      "What to run, with $$COORD_PATH, $$COORD_FENCING_TOKEN and $$COORD_IDENTIFIER set";

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "PATH", description = "What to hold")
  private String path = "";

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "CMD", description = TOLD)
  private List<String> command = List.of();

  @Option(
      names = "--timeout",
      paramLabel = "D",
      converter = Durations.class,
      description = "How long to wait for others; 0s: not at all. Default: as long as it takes")
  private @Nullable Duration timeout;

  /** Waits as long as it takes. */
  abstract Hold acquire(CoordinationClient client, String path) throws InterruptedException;

  /** Waits no longer than the given time. */
  abstract Optional<? extends Hold> acquire(CoordinationClient client, String path, Duration atMost)
      throws InterruptedException;

  /** Fails if an option of the command's own is wrong, before anything is sent. */
  void checkOptions() {}

  @Override
  public final Integer call() {
    Globals globals = Globals.of(spec);
    globals.check(path);
    CommandUnderHold.checkDelimiter(spec, command);
    checkOptions();
    Program program = Program.find(command);
    return globals.untilSignal(
        (client, signals) ->
            hold(client, new CommandUnderHold(program, signals, globals.sessionTimeout())));
  }

  private int hold(CoordinationClient client, CommandUnderHold run) throws InterruptedException {
    try (Hold hold = acquire(client)) {
      return run.run(hold);
    }
  }

  private Hold acquire(CoordinationClient client) throws InterruptedException {
    if (timeout == null) {
      return acquire(client, path);
    }
    Optional<? extends Hold> granted = acquire(client, path, timeout);
    if (granted.isEmpty()) {
      throw CommandFailure.notInTime(path + " not acquired", timeout);
    }
    return granted.get();
  }
}
