package dev.coordination.cli;

import static dev.coordination.cli.Results.field;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code coord completion}. */
@Command(
    name = "completion",
    description = {
      "Prints what lets bash or zsh complete commands and options.",
      "source <(coord completion)",
      ""
    })
final class CompletionCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    String script = AutoComplete.bash("coord", spec.root().commandLine());
    Globals.of(spec).results().print(script.lines().toList(), field("script", script));
    return ExitCode.OK;
  }
}
