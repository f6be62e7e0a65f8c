package dev.coordination.cli;

import dev.coordination.CoordinationClient;
import dev.coordination.PartitionOptions;
import dev.coordination.PartitionState;
import dev.coordination.SetPartitioner;
import dev.coordination.cli.Entry.Deed;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Works on its share of the demo's items. One thread is told of changes, works and writes the
 * record, so that an item that is given up is not worked on any more.
 */
final class DivisionWork implements AutoCloseable {

  /** For how long nobody must have come or gone before items are divided. */
  static final Duration BOUNDARY = Duration.ofMillis(500);

  private static final Duration REACTION = Duration.ofMillis(200);
  private static final long SIGN_OF_LIFE_MILLIS = 50;

  private final RecordFile record;
  private final ScheduledExecutorService oneThread = Executors.newSingleThreadScheduledExecutor();
  private final SetPartitioner<Integer> items;
  private final Map<Integer, Long> tokens = new TreeMap<>();
  private boolean toBeTold;
  private boolean leaving;

  /** Takes part from now on. */
  DivisionWork(CoordinationClient client, RecordFile record, int items) {
    this.record = record;
    record.write(Deed.SHARING, items);
    this.items =
        client.setPartitioner(
            Worker.ITEMS, IntStream.rangeClosed(1, items).boxed().toList(), options());
    var unused = this.items.onItemsChange(oneThread, this::change);
    var unusedToo = this.items.onStateChange(oneThread, state -> beginAnewIfLost());
    var unusedAsWell =
        oneThread.scheduleWithFixedDelay(this::work, 0, SIGN_OF_LIFE_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** The items that an entry lists. */
  static List<String> listed(Entry entry) {
    return entry.item().isEmpty() ? List.of() : List.of(entry.item().split(",", -1));
  }

  /** Stops working, and only then gives its items to others. */
  @Override
  public void close() {
    CompletableFuture.runAsync(this::leave, oneThread).join();
    items.close();
    oneThread.shutdownNow();
  }

  private static PartitionOptions<Integer> options() {
    return PartitionOptions.<Integer>defaults()
        .withTimeBoundary(BOUNDARY)
        .withMaxReactionTime(REACTION)
        .withSticky();
  }

  private void change(Set<Integer> acquired, Set<Integer> revoked) {
    giveUp(revoked);
    acquired.forEach(this::take);
    beginAnewIfLost();
  }

  private void take(int item) {
    if (!leaving) {
      items.fencingToken(item).ifPresent(token -> take(item, token));
    }
  }

  private void take(int item, long token) {
    tokens.put(item, token);
    write(Deed.TOOK, item, token);
    toBeTold = true;
  }

  /** Tells at once, before others are told that they have the items. */
  private void giveUp(Set<Integer> revoked) {
    if (tokens.keySet().stream().anyMatch(revoked::contains)) {
      revoked.forEach(this::giveUp);
      tellShare();
    }
  }

  private void giveUp(int item) {
    Long token = tokens.remove(item);
    if (token != null) {
      write(Deed.GAVE_UP, item, token);
    }
  }

  /** What is taken in several steps is told in one. */
  private void work() {
    if (toBeTold) {
      tellShare();
    }
    tokens.forEach(this::tend);
  }

  /**
   * Only as long as the grant that was told still is the one: what we do is done with its token.
   */
  private void tend(int item, long token) {
    if (items.fencingToken(item).equals(OptionalLong.of(token))) {
      write(Deed.TENDED, item, token);
    }
  }

  private void tellShare() {
    toBeTold = false;
    record.write(
        Deed.SHARE,
        tokens.size(),
        tokens.keySet().stream().map(String::valueOf).collect(Collectors.joining(",")));
  }

  /** The session was lost, and with it all items: as none is worked on any more, we may go on. */
  private void beginAnewIfLost() {
    if (items.state() == PartitionState.RELEASE && tokens.isEmpty()) {
      items.releaseSet();
    }
  }

  private void leave() {
    leaving = true;
    toBeTold = false;
    record.write(Deed.LEAVING, tokens.size());
    List.copyOf(tokens.keySet()).forEach(this::giveUp);
  }

  private void write(Deed deed, int item, long token) {
    var unused = record.writeSilently(deed, token, String.valueOf(item));
  }
}
