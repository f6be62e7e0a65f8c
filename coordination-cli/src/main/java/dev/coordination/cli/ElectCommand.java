package dev.coordination.cli;

import dev.coordination.CoordinationClient;
import dev.coordination.Hold;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code coord elect}. */
@Command(
    name = "elect",
    description = {
      "Runs CMD while leading the election at PATH.",
      "",
      HeldCommand.SIGNALS,
      HeldCommand.CUT_OFF,
      HeldCommand.KILLED,
      HeldCommand.STOPPED,
      ""
    },
    customSynopsis = "coord elect [OPTIONS] PATH -- CMD [ARGUMENT...]")
final class ElectCommand extends HeldCommand {

  @Override
  Hold acquire(CoordinationClient client, String path) throws InterruptedException {
    return client.election(path).campaign();
  }

  @Override
  Optional<? extends Hold> acquire(CoordinationClient client, String path, Duration atMost)
      throws InterruptedException {
    return client.election(path).tryCampaign(atMost);
  }
}
