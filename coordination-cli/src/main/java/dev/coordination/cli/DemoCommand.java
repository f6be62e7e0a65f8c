package dev.coordination.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code coord demo}. */
@Command(
    name = "demo",
    description = {
      "Shows what this is about, in half a minute: a real ZooKeeper server and worker processes that"
          + " take a lock in turn, count together, elect a leader, do the jobs of a queue and divide"
          + " a set. The leader, one at its job and one at its share are killed, and new ones come."
          + " Ends with what was checked, and exits with 0 only if all of it held.",
      "It brings its own server, and takes sessions of 3s if --session-timeout says nothing else."
    })
final class DemoCommand implements Callable<Integer> {

  /** Short, so that a fail-over can be watched; long enough for a machine that is busy. */
  private static final Duration SESSION = Duration.ofSeconds(3);

  private static final int MOST_WORKERS = 20;
  private static final int LONGEST_SECONDS = 600;

  @Spec private CommandSpec spec;

  @Option(names = "--workers", paramLabel = "N", description = "How many, 2 to 20. Default: 3")
  private int workers = 3;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "How long they take the lock in turn, 1 to 600. Default: 5")
  private int seconds = 5;

  @Override
  public Integer call() throws IOException, InterruptedException {
    check(workers, 2, MOST_WORKERS, "--workers");
    check(seconds, 1, LONGEST_SECONDS, "--seconds");
    Signals signals = Signals.install();
    try {
      boolean held = run(signals);
      if (signals.received() == 0) {
        return held ? ExitCode.OK : ExitCode.NOT_SET;
      }
    } catch (InterruptedException | IOException | RuntimeException e) {
      if (signals.received() == 0) {
        throw e;
      }
    }
    return ExitCode.ofSignal(signals.received()); // whatever it has broken off
  }

  private boolean run(Signals signals) throws InterruptedException, IOException {
    Globals globals = Globals.of(spec);
    globals.check(Worker.LOCK);
    Duration session = session(globals);
    Timeline timeline = new Timeline(globals.results(), () -> nobodyReads(signals));
    try (EmbeddedServer server = EmbeddedServer.start(0, Optional.empty());
        DataDirectory records = DataDirectory.open(Optional.empty());
        Connection connection = globals.openOwn(globals.ownUri(server.address()));
        Workers processes =
            new Workers(
                commandLine(options(globals, server, session), records.path()),
                Workers.patience(session),
                timeline::entry)) {
      timeline.event("server", "ready on " + server.address());
      IntStream.range(0, workers).forEach(i -> processes.startOne());
      return show(new Stage(processes, connection.client(), timeline, records.path(), session));
    }
  }

  private boolean show(Stage stage) throws InterruptedException, IOException {
    List<Evidence> evidence = new Demo(stage, Duration.ofSeconds(seconds)).run();
    Records records = new Records(RecordFile.readAll(stage.records()));
    return stage
        .timeline()
        .summary(evidence.stream().flatMap(each -> each.claims(records).stream()).toList());
  }

  /** A longer one than the server allows would not be what the claims are about. */
  private Duration session(Globals globals) {
    Duration session = globals.sessionTimeoutOr(SESSION);
    if (session.compareTo(EmbeddedServer.LONGEST_SESSION) > 0) {
      throw new ParameterException(
          spec.commandLine(),
          "--session-timeout is more than the "
              + Durations.format(EmbeddedServer.LONGEST_SESSION)
              + " of the demo's server");
    }
    return session;
  }

  /** Ends as programs do whose reader has gone. */
  private static void nobodyReads(Signals signals) {
    if (signals.received() == 0) {
      signals.receive("PIPE", ExitCode.SIGPIPE);
    }
  }

  private static Function<String, List<String>> commandLine(List<String> options, Path records) {
    return name -> WorkerCommand.commandLine(name, options, records);
  }

  /** Whatever changes where the workers meet, and how, is theirs as much as ours. */
  private static List<String> options(Globals globals, EmbeddedServer server, Duration session) {
    List<String> options = new ArrayList<>();
    options.add("--connect=" + globals.ownUri(server.address()));
    options.add("--session-timeout=" + Durations.format(session));
    options.add("--namespace=" + globals.namespace());
    if (globals.verbose()) {
      options.add("--verbose");
    }
    return options;
  }

  private void check(int value, int least, int most, String option) {
    if (value < least || value > most) {
      throw new ParameterException(
          spec.commandLine(), "%s: not from %d to %d: %d".formatted(option, least, most, value));
    }
  }
}
