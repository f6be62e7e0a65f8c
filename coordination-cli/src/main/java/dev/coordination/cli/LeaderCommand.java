package dev.coordination.cli;

import static dev.coordination.cli.Results.field;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code coord leader}. */
@Command(
    name = "leader",
    description = "Prints who leads the election at PATH; nothing if no one does.")
final class LeaderCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "PATH", description = "Where the election is")
  private String path = "";

  @Override
  public Integer call() {
    Globals globals = Globals.of(spec);
    globals.check(path);
    try (Connection connection = globals.open()) {
      String leader = connection.client().election(path).leader().orElse(null);
      globals.results().print(leader, field("path", path), field("leader", leader));
    }
    return ExitCode.OK;
  }
}
