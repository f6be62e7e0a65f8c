package dev.coordination.cli;

import dev.coordination.CoordinationClient;
import dev.coordination.DistributedSemaphore;
import dev.coordination.Hold;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code coord semaphore}. */
@Command(
    name = "semaphore",
    description = {
      "Runs CMD while holding one of the permits at PATH.",
      "",
      HeldCommand.SIGNALS,
      HeldCommand.CUT_OFF,
      HeldCommand.KILLED,
      HeldCommand.STOPPED,
      ""
    },
    customSynopsis = "coord semaphore [OPTIONS] PATH --max N -- CMD [ARGUMENT...]")
final class SemaphoreCommand extends HeldCommand {

  @Spec private CommandSpec spec;

  @Option(
      names = "--max",
      paramLabel = "N",
      required = true,
      description = "How many permits there are: the same for all who use PATH")
  private int max;

  @Override
  Hold acquire(CoordinationClient client, String path) throws InterruptedException {
    return semaphore(client, path).acquire();
  }

  @Override
  Optional<? extends Hold> acquire(CoordinationClient client, String path, Duration atMost)
      throws InterruptedException {
    return semaphore(client, path).tryAcquire(atMost);
  }

  @Override
  void checkOptions() {
    Usage.checkAtLeastOne(spec, "--max", max);
  }

  private DistributedSemaphore semaphore(CoordinationClient client, String path) {
    return client.semaphore(path, max);
  }
}
