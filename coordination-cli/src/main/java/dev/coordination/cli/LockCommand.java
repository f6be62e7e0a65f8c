package dev.coordination.cli;

import dev.coordination.CoordinationClient;
import dev.coordination.Hold;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;

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

  @Override
  Hold acquire(CoordinationClient client, String path) throws InterruptedException {
    return client.lock(path).acquire();
  }

  @Override
  Optional<? extends Hold> acquire(CoordinationClient client, String path, Duration atMost)
      throws InterruptedException {
    return client.lock(path).tryAcquire(atMost);
  }
}
