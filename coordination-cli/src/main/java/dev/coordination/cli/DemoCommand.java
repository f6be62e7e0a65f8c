package dev.coordination.cli;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
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
          + " Ends with what was checked, and exits with 0 only if all of it held."
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
  public Integer call() throws IOException {
    check(workers, 2, MOST_WORKERS, "--workers");
    check(seconds, 1, LONGEST_SECONDS, "--seconds");
    Signals signals = Signals.install();
    try {
      return run() ? ExitCode.OK : ExitCode.NOT_SET;
    } catch (InterruptedException e) {
      return ExitCode.ofSignal(signals.received());
    }
  }

  private boolean run() throws InterruptedException, IOException {
    Globals globals = Globals.of(spec);
    Duration session = globals.sessionTimeoutOr(SESSION);
    Timeline timeline = new Timeline(globals.results());
    try (EmbeddedServer server = EmbeddedServer.start(0, Optional.empty());
        DataDirectory records = DataDirectory.open(Optional.empty());
        Connection connection = globals.open(globals.ownUri(server.address()));
        Workers processes =
            new Workers(
                options(globals.ownUri(server.address()), session),
                records.path(),
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

  private static List<String> options(URI uri, Duration session) {
    return List.of("--connect", uri.toString(), "--session-timeout", Durations.format(session));
  }

  private void check(int value, int least, int most, String option) {
    if (value < least || value > most) {
      throw new ParameterException(
          spec.commandLine(), "%s: not from %d to %d: %d".formatted(option, least, most, value));
    }
  }
}
