package dev.coordination.cli;

import dev.coordination.CoordinationClient;
import dev.coordination.DistributedDoubleBarrier;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code coord double-barrier}. */
@Command(
    name = "double-barrier",
    description = {
      "Runs CMD together with others: none begins before all have come, and coord ends when all"
          + " have finished, with CMD's exit code.",
      "",
      HeldCommand.SIGNALS,
      "If one came while CMD ran, or comes after its end, the others are not waited for.",
      "When the session ends while CMD runs, the others go on without us. CMD goes on as well; the"
          + " exit code is 76 then.",
      HeldCommand.KILLED,
      ""
    },
    customSynopsis = "coord double-barrier [OPTIONS] PATH --parties N -- CMD [ARGUMENT...]")
final class DoubleBarrierCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "PATH", description = "Where the double barrier is")
  private String path = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "CMD",
      description = "What to run, with $$COORD_PATH and $$COORD_IDENTIFIER set")
  private List<String> command = List.of();

  @Option(
      names = "--parties",
      paramLabel = "N",
      required = true,
      description = "How many begin and end together: the same for all who use PATH")
  private int parties;

  @Option(
      names = "--timeout",
      paramLabel = "D",
      converter = Durations.class,
      description =
          "How long to wait for others to begin; 0s: not at all. Default: as long as it takes")
  private @Nullable Duration timeout;

  @Override
  public Integer call() {
    Globals globals = Globals.of(spec);
    globals.check(path);
    CommandUnderHold.checkDelimiter(spec, command);
    Usage.checkAtLeastOne(spec, "--parties", parties);
    Program program = Program.find(command);
    return globals.untilSignal(
        (client, signals) -> {
          CommandUnderHold run = new CommandUnderHold(program, signals, globals.sessionTimeout());
          return takePart(client, run, signals);
        });
  }

  private int takePart(CoordinationClient client, CommandUnderHold run, Signals signals)
      throws InterruptedException {
    DistributedDoubleBarrier barrier = client.doubleBarrier(path, parties);
    enter(barrier);
    int exitCode = run.run(new Surroundings(path, client.identifier(), null));
    if (signals.wasPassedOn()) {
      var unused = barrier.leave(Duration.ZERO);
    } else {
      barrier.leave();
    }
    return exitCode;
  }

  private void enter(DistributedDoubleBarrier barrier) throws InterruptedException {
    if (timeout == null) {
      barrier.enter();
    } else if (!barrier.enter(timeout)) {
      throw CommandFailure.notInTime("not let in at " + path, timeout);
    }
  }
}
