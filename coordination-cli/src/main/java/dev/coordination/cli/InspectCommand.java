package dev.coordination.cli;

import dev.coordination.CoordinationClient;
import dev.coordination.spi.Inspection;
import dev.coordination.spi.Inspector;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code coord inspect}. */
@Command(
    name = "inspect",
    description = {
      "Tells which recipe is at PATH, who holds, with which fencing token, and who waits since"
          + " when; whatever program it is that takes part, kazoo's included.",
      "It goes by the nodes that are there, and changes nothing. Recipes that leave the same nodes"
          + " are all named: a lock and an election cannot be told apart. What is below PATH and"
          + " none of a recipe's is listed as foreign. Of very many the first 100 are shown.",
      "Times are those of the server's clock, ages those to ours.",
      ""
    })
final class InspectCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "PATH", description = "Where to look")
  private String path = "";

  @Option(
      names = "--watch",
      description = "Tell it again on each change; an empty line follows each time")
  private boolean watch;

  @Override
  public Integer call() {
    Globals globals = Globals.of(spec);
    globals.check(path);
    if (watch) {
      return globals.untilSignal((client, signals) -> watch(globals.results(), client));
    }
    try (Connection connection = globals.open()) {
      return show(globals.results(), inspector(connection.client()).inspect(path));
    }
  }

  private int show(Results results, Inspection inspection) {
    if (inspection.isEmpty() && !results.isJson()) {
      throw new CommandFailure(ExitCode.NOTHING_THERE, "nothing at " + path);
    }
    results.print(InspectionText.of(inspection), InspectionJson.of(inspection));
    return inspection.isEmpty() ? ExitCode.NOTHING_THERE : ExitCode.OK;
  }

  private int watch(Results results, CoordinationClient client) throws InterruptedException {
    try (OutputReader reader = new OutputReader(results)) {
      var unused =
          inspector(client)
              .onInspection(path, Runnable::run, told -> print(reader, told), reader::fail);
      return reader.awaitEnd();
    }
  }

  private static void print(OutputReader reader, Inspection inspection) {
    reader.print(InspectionText.of(inspection), InspectionJson.of(inspection));
  }

  private static Inspector inspector(CoordinationClient client) {
    if (client instanceof Inspector inspector) {
      return inspector;
    }
    throw new CommandFailure(ExitCode.USAGE, "this backend does not tell what is at a path");
  }
}
