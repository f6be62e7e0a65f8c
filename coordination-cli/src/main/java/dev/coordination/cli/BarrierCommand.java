package dev.coordination.cli;

import static dev.coordination.cli.Results.field;

import dev.coordination.CoordinationClient;
import dev.coordination.DistributedBarrier;
import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code coord barrier}. */
@Command(
    name = "barrier",
    description = "Puts the barrier at PATH up, takes it down, or waits until it opens.",
    synopsisSubcommandLabel = "COMMAND")
final class BarrierCommand {

  private static final String PATH = "PATH";
  private static final String WHERE = "Where the barrier is";

  @Spec private CommandSpec spec;

  @Option(
      names = "--parties",
      paramLabel = "N",
      scope = ScopeType.INHERIT,
      description =
          "The barrier also opens as soon as N wait at once: the same for all who use PATH")
  private @Nullable Integer parties;

  @Command(
      name = "create",
      description = "Puts the barrier up, if it is not. It stays up until it is removed.")
  int create(@Parameters(paramLabel = PATH, description = WHERE) String path) {
    return change(path, "created", DistributedBarrier::create);
  }

  @Command(
      name = "remove",
      description = "Takes the barrier down, if it is up, and lets all who wait pass.")
  int remove(@Parameters(paramLabel = PATH, description = WHERE) String path) {
    return change(path, "removed", DistributedBarrier::remove);
  }

  @Command(
      name = "wait",
      description = {
        "Waits until the barrier opens. Without --parties it is open when nobody has put it up;"
            + " with --parties it comes up with the first that waits."
      })
  int await(
      @Parameters(paramLabel = PATH, description = WHERE) String path,
      @Option(
              names = "--timeout",
              paramLabel = "D",
              converter = Durations.class,
              description = "How long to wait; 0s: not at all. Default: as long as it takes")
          @Nullable Duration timeout) {
    Globals globals = check(path);
    return globals.untilSignal(
        (client, signals) -> {
          await(barrier(client, path), timeout);
          globals.results().print(null, field("path", path), field("open", true));
          return ExitCode.OK;
        });
  }

  private int change(String path, String name, Predicate<DistributedBarrier> change) {
    Globals globals = check(path);
    try (Connection connection = globals.open()) {
      boolean changed = change.test(barrier(connection.client(), path));
      globals.results().print(null, field("path", path), field(name, changed));
    }
    return ExitCode.OK;
  }

  private Globals check(String path) {
    if (parties != null) {
      Usage.checkAtLeastOne(spec, "--parties", parties);
    }
    Globals globals = Globals.of(spec);
    globals.check(path);
    return globals;
  }

  private DistributedBarrier barrier(CoordinationClient client, String path) {
    return parties == null ? client.barrier(path) : client.barrier(path, parties);
  }

  private static void await(DistributedBarrier barrier, @Nullable Duration timeout)
      throws InterruptedException {
    if (timeout == null) {
      barrier.await();
    } else if (!barrier.await(timeout)) {
      throw CommandFailure.notInTime(barrier.path() + " did not open", timeout);
    }
  }
}
