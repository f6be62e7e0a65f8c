package dev.coordination.cli;

import static dev.coordination.cli.Results.field;

import dev.coordination.CoordinationClient;
import dev.coordination.PartitionOptions;
import dev.coordination.PartitionState;
import dev.coordination.SetPartitioner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code coord partition}. */
@Command(
    name = "partition",
    description = {
      "Divides ITEMs with all who run this at PATH, until SIGHUP, SIGINT or SIGTERM. Prints a line"
          + " on each change: the state, then the items that are ours. Whatever works on them must"
          + " stop as soon as they are not listed any more.",
      "All must name the same items.",
      ""
    })
final class PartitionCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "PATH", description = "Where the items are divided")
  private String path = "";

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "ITEM", description = "What to divide")
  private List<String> items = List.of();

  @Option(
      names = "--boundary",
      paramLabel = "D",
      converter = Durations.class,
      description =
          "For how long nobody must have come or gone before items are divided. Default: 30s")
  private @Nullable Duration boundary;

  @Option(
      names = "--sticky",
      description =
          "Move as few items as possible; not together with kazoo. The same for all who use PATH")
  private boolean sticky;

  @Override
  public Integer call() {
    Globals globals = Globals.of(spec);
    globals.check(path);
    return globals.untilSignal((client, signals) -> divide(globals.results(), client));
  }

  private int divide(Results results, CoordinationClient client) throws InterruptedException {
    BlockingQueue<PartitionState> changes = new LinkedBlockingQueue<>();
    try (SetPartitioner<String> partitioner =
            Usage.make(spec, () -> client.setPartitioner(path, items, options()));
        OutputReader reader = new OutputReader(results)) {
      reader.whenGone(() -> changes.add(partitioner.state()));
      var states = partitioner.onStateChange(Runnable::run, changes::add);
      var shares =
          partitioner.onItemsChange(
              Runnable::run, (acquired, revoked) -> changes.add(partitioner.state()));
      follow(partitioner, results, reader, changes);
      states.close();
      shares.close();
    }
    return ExitCode.UNREAD;
  }

  private PartitionOptions<String> options() {
    PartitionOptions<String> options = PartitionOptions.defaults();
    if (boundary != null) {
      options = options.withTimeBoundary(boundary).withMaxReactionTime(boundary.dividedBy(2));
    }
    return sticky ? options.withSticky() : options;
  }

  /** Prints each change until nobody reads it; what is to be released is released at once. */
  private void follow(
      SetPartitioner<String> partitioner,
      Results results,
      OutputReader reader,
      BlockingQueue<PartitionState> changes)
      throws InterruptedException {
    List<String> last = List.of();
    while (!reader.isGone()) {
      List<String> now = describe(partitioner);
      if (!now.equals(last)) {
        print(partitioner, results, now);
        last = now;
      }
      if (partitioner.state() == PartitionState.RELEASE) {
        partitioner.releaseSet();
      }
      if (partitioner.state().isFinal()) {
        throw partitioner.failure().orElseThrow();
      }
      changes.take();
    }
  }

  private static List<String> describe(SetPartitioner<String> partitioner) {
    List<String> words = new ArrayList<>();
    words.add(partitioner.state().name().toLowerCase(Locale.ROOT));
    words.addAll(partitioner.acquired());
    return words;
  }

  private void print(SetPartitioner<String> partitioner, Results results, List<String> words) {
    List<String> ours = words.subList(1, words.size());
    List<@Nullable Long> tokens = new ArrayList<>();
    for (String item : ours) {
      var token = partitioner.fencingToken(item);
      tokens.add(token.isPresent() ? token.getAsLong() : null);
    }
    results.print(
        String.join(" ", words),
        field("path", path),
        field("state", words.get(0)),
        field("items", ours),
        field("tokens", tokens));
  }
}
