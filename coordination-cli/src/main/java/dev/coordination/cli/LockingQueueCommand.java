package dev.coordination.cli;

import static dev.coordination.cli.Results.field;

import dev.coordination.LockingQueue;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code coord locking-queue}. */
@Command(
    name = "locking-queue",
    description =
        "Puts items into the queue at PATH, where each stays until a CMD has consumed it.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = ConsumeCommand.class)
final class LockingQueueCommand {

  @Spec private CommandSpec spec;

  @Command(name = "put", description = "Puts items.")
  int put(
      @Parameters(paramLabel = QueueCommand.PATH, description = QueueCommand.WHERE) String path,
      @Parameters(paramLabel = "VALUE", arity = "0..*", description = QueueCommand.VALUES)
          @Nullable List<String> values,
      @Option(
              names = "--priority",
              paramLabel = "N",
              defaultValue = "100",
              description = QueueCommand.PRIORITY)
          int priority) {
    Globals globals = Globals.of(spec);
    globals.check(path);
    Items items = new Items(spec, priority);
    try (Connection connection = globals.open()) {
      LockingQueue<byte[]> queue = connection.client().lockingQueue(path);
      long count = items.put(values == null ? List.of() : values, queue::putAll, queue::putAsync);
      globals.results().print(null, field("path", path), field("put", count));
    }
    return ExitCode.OK;
  }

  @Command(name = "size", description = "Prints how many items there are, claimed ones included.")
  int size(
      @Parameters(paramLabel = QueueCommand.PATH, description = QueueCommand.WHERE) String path) {
    Globals globals = Globals.of(spec);
    globals.check(path);
    try (Connection connection = globals.open()) {
      long size = connection.client().lockingQueue(path).size();
      globals.results().print(size, field("path", path), field("size", size));
    }
    return ExitCode.OK;
  }
}
