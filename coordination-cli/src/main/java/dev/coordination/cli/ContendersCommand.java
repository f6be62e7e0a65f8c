package dev.coordination.cli;

import static dev.coordination.cli.Results.field;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code coord contenders}. */
@Command(
    name = "contenders",
    description = "Prints who holds the lock, or leads, at PATH and who waits, holder first.")
final class ContendersCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "PATH", description = "Where the lock or the election is")
  private String path = "";

  @Override
  public Integer call() {
    Globals globals = Globals.of(spec);
    globals.check(path);
    try (Connection connection = globals.open()) {
      List<String> contenders = connection.client().lock(path).contenders();
      globals.results().print(contenders, field("path", path), field("contenders", contenders));
    }
    return ExitCode.OK;
  }
}
