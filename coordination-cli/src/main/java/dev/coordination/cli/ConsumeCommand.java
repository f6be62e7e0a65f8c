package dev.coordination.cli;

import dev.coordination.ClaimedItem;
import dev.coordination.LockingQueue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code coord locking-queue consume}. */
@Command(
    name = "consume",
    description = {
      "Runs CMD for one item after the other, with the item on its stdin. Exit code 0 consumes the"
          + " item; anything else puts it back in its place and ends coord with the same code.",
      "",
      "SIGHUP, SIGINT and SIGTERM are passed on to CMD; coord ends when CMD has.",
      HeldCommand.CUT_OFF,
      HeldCommand.KILLED,
      HeldCommand.STOPPED,
      ""
    },
    customSynopsis = "coord locking-queue consume [OPTIONS] PATH -- CMD [ARGUMENT...]")
final class ConsumeCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = QueueCommand.PATH, description = QueueCommand.WHERE)
  private String path = "";

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "CMD", description = HeldCommand.TOLD)
  private List<String> command = List.of();

  @Option(names = "--count", paramLabel = "N", description = "How many items. Default: without end")
  private @Nullable Long count;

  @Option(
      names = "--timeout",
      paramLabel = "D",
      converter = Durations.class,
      description = "How long to wait for each; 0s: not at all. Default: as long as it takes")
  private @Nullable Duration timeout;

  @Override
  public Integer call() {
    Globals globals = Globals.of(spec);
    globals.check(path);
    if (count != null) {
      Usage.checkAtLeastOne(spec, "--count", count);
    }
    CommandUnderHold.checkDelimiter(spec, command);
    Program program = Program.find(command);
    return globals.untilSignal(
        (client, signals) -> {
          CommandUnderHold run = new CommandUnderHold(program, signals, globals.sessionTimeout());
          return consume(client.lockingQueue(path), run, signals);
        });
  }

  private int consume(LockingQueue<byte[]> queue, CommandUnderHold run, Signals signals)
      throws InterruptedException {
    for (long done = 0; count == null || done < count; done++) {
      int exitCode = consumeNext(queue, run);
      if (exitCode != ExitCode.OK || signals.wasPassedOn()) {
        return exitCode;
      }
    }
    return ExitCode.OK;
  }

  private int consumeNext(LockingQueue<byte[]> queue, CommandUnderHold run)
      throws InterruptedException {
    try (ClaimedItem<byte[]> item = next(queue)) {
      int exitCode = run.run(item, item.value());
      if (exitCode == ExitCode.OK) {
        item.consume();
      }
      return exitCode;
    }
  }

  private ClaimedItem<byte[]> next(LockingQueue<byte[]> queue) throws InterruptedException {
    Duration atMost = timeout;
    if (atMost == null) {
      return queue.take();
    }
    return queue.poll(atMost).orElseThrow(() -> QueueCommand.nothingInTime(path, atMost));
  }
}
