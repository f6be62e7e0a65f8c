package dev.coordination.cli;

import static dev.coordination.cli.Results.field;

import dev.coordination.DistributedQueue;
import dev.coordination.OutcomeUnknownException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code coord queue}. */
@Command(
    name = "queue",
    description = "Puts items into the queue at PATH, and takes them from it.",
    synopsisSubcommandLabel = "COMMAND")
final class QueueCommand {

  private static final int ASCII = 0x80;

  static final String PATH = "PATH";
  static final String WHERE = "Where the queue is";
  static final String VALUES = "The items, put all or none. Without any: each line of stdin is one";
  static final String PRIORITY = "From 0 to 999; lower is served first. Default: 100";

  @Spec private CommandSpec spec;

  @Command(name = "put", description = "Puts items.")
  int put(
      @Parameters(paramLabel = PATH, description = WHERE) String path,
      @Parameters(paramLabel = "VALUE", arity = "0..*", description = VALUES)
          @Nullable List<String> values,
      @Option(names = "--priority", paramLabel = "N", defaultValue = "100", description = PRIORITY)
          int priority) {
    Globals globals = Globals.of(spec);
    globals.check(path);
    Items items = new Items(spec, priority);
    try (Connection connection = globals.open()) {
      DistributedQueue<byte[]> queue = connection.client().queue(path);
      long count = items.put(values == null ? List.of() : values, queue::putAll, queue::putAsync);
      globals.results().print(null, field("path", path), field("put", count));
    }
    return ExitCode.OK;
  }

  @Command(
      name = "take",
      description = {
        "Takes items and prints each on a line.",
        "An item is gone from the queue before it is printed: if coord dies in between, it is"
            + " lost. Where that matters, use locking-queue.",
        "Control characters are printed as \\uHHHH, and of an item that is not UTF-8 what is not"
            + " ASCII as \\xHH. An item that stdout does not take is printed on stderr."
      })
  int take(
      @Parameters(paramLabel = PATH, description = WHERE) String path,
      @Option(
              names = "--count",
              paramLabel = "N",
              defaultValue = "1",
              description = "How many. Default: 1")
          long count,
      @Option(
              names = "--timeout",
              paramLabel = "D",
              converter = Durations.class,
              description =
                  "How long to wait for each; 0s: not at all. Default: as long as it takes")
          @Nullable Duration timeout) {
    Globals globals = Globals.of(spec);
    globals.check(path);
    Usage.checkAtLeastOne(spec, "--count", count);
    return globals.untilSignal(
        (client, signals) -> {
          DistributedQueue<byte[]> queue = client.queue(path);
          for (long i = 0; i < count; i++) {
            print(globals.results(), path, next(queue, timeout));
          }
          return ExitCode.OK;
        });
  }

  @Command(name = "size", description = "Prints how many items there are.")
  int size(@Parameters(paramLabel = PATH, description = WHERE) String path) {
    Globals globals = Globals.of(spec);
    globals.check(path);
    try (Connection connection = globals.open()) {
      long size = connection.client().queue(path).size();
      globals.results().print(size, field("path", path), field("size", size));
    }
    return ExitCode.OK;
  }

  static CommandFailure nothingInTime(String path, Duration timeout) {
    return CommandFailure.notInTime("no item in " + path, timeout);
  }

  private static byte[] next(DistributedQueue<byte[]> queue, @Nullable Duration timeout)
      throws InterruptedException {
    try {
      if (timeout == null) {
        return queue.take();
      }
      Optional<byte[]> item = queue.poll(timeout);
      return item.orElseThrow(() -> nothingInTime(queue.path(), timeout));
    } catch (OutcomeUnknownException e) {
      String item = e.payload().map(QueueCommand::text).orElse("not known");
      throw new CommandFailure(ExitCode.UNKNOWN_OUTCOME, Failures.line(e) + "; " + named(item), e);
    }
  }

  private static String named(String item) {
    return "the item is: " + Results.printable(item);
  }

  /** The item is gone from the queue: if nobody reads it here, it is to be found in what we say. */
  private static void print(Results results, String path, byte[] item) {
    String text = text(item);
    results.print(text, field("path", path), field("item", text));
    results.checkRead(named(text));
  }

  /** Reads an item as UTF-8; if it is none, its bytes beyond ASCII are shown as {@code \\xHH}. */
  private static String text(byte[] item) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(item)).toString();
    } catch (CharacterCodingException e) {
      return new String(item, StandardCharsets.ISO_8859_1)
          .codePoints()
          .mapToObj(b -> b < ASCII ? Character.toString(b) : "\\x%02x".formatted(b))
          .collect(Collectors.joining());
    }
  }
}
