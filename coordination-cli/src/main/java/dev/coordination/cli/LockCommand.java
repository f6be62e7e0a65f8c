package dev.coordination.cli;

import dev.coordination.CoordinationClient;
import dev.coordination.DistributedLock;
import dev.coordination.Hold;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code coord lock}. */
@Command(
    name = "lock",
    description = {
      "Runs CMD while holding the lock at PATH.",
      "",
      HeldCommand.SIGNALS,
      HeldCommand.CUT_OFF,
      HeldCommand.KILLED,
      HeldCommand.STOPPED,
      ""
    },
    customSynopsis = "coord lock [OPTIONS] PATH -- CMD [ARGUMENT...]")
final class LockCommand extends HeldCommand {

  @Option(
      names = "--shared",
      description =
          "Take the lock for reading: together with others who do so, and with nobody else")
  private boolean shared;

  @Override
  Hold acquire(CoordinationClient client, String path) throws InterruptedException {
    return lock(client, path).acquire();
  }

  @Override
  Optional<? extends Hold> acquire(CoordinationClient client, String path, Duration atMost)
      throws InterruptedException {
    return lock(client, path).tryAcquire(atMost);
  }

  private DistributedLock lock(CoordinationClient client, String path) {
    return shared ? client.readLock(path) : client.lock(path);
  }
}
