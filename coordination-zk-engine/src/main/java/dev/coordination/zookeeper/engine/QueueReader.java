package dev.coordination.zookeeper.engine;

import dev.coordination.support.AbstractDistributedQueue.FoundItem;
import dev.coordination.zookeeper.engine.Queues.PutBack;
import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeData;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/*
 * All that one client takes from one queue, up to the removal.
 *
 *   [sync, list]       unless the names are known
 *   get ITEM           unless the value is known
 *   multi(set MARK, delete ITEM), get the next few ITEMs, look at the queue's stat
 *
 * So an item costs three round trips, two, or one. The value is in memory before the deletion is
 * sent: nothing that breaks in between loses it. An item that somebody else has removed first costs
 * the attempt, and the next one is tried; after a few such misses the names are listed anew.
 *
 * Names that were known for a while are looked at before they are used; then it shows whether
 * something more urgent was put by others since. See KnownItems.
 *
 * Empty: an answer of "nothing there" stands on a list that was asked for after the call. Who waits
 * takes a place in the line beside the queue; the first in line lists with a watch.
 *
 * Everything here runs on the engine's loop.
 */
final class QueueReader extends ItemReader {

  /** For how long the others in line wait for a taker to remove what it has found. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** How many items others may take first before the names are listed anew. */
  private static final int MISSES = 3;

  private final ReadAhead values = new ReadAhead();
  private final Deque<Search> searches = new ArrayDeque<>();
  private final TreeMap<ItemName, byte[]> returned = new TreeMap<>();
  private int undecided;
  private int misses;

  /** A taker that has nothing yet. */
  private record Search(
      CompletableFuture<Optional<FoundItem>> result, boolean patient, long listNeeded) {}

  QueueReader(EngineClient engine, String path) {
    super(engine, path, path);
  }

  /** Finds an item for a taker, which may wait for one. */
  void find(CompletableFuture<Optional<FoundItem>> result, boolean patient) {
    sought();
    searches.add(new Search(result, patient, list().next()));
    var unused = result.whenComplete((found, failure) -> engine().run(this::serve));
    serve();
  }

  // Serving

  @Override
  public void serve() {
    boolean goesOn = true;
    while (goesOn) {
      searches.removeIf(search -> search.result().isDone());
      goesOn = !searches.isEmpty() && serveNext();
    }
    leaveLineIfServed();
  }

  /** Serves one taker if that can be done now; otherwise does what has to be done before. */
  private boolean serveNext() {
    if (isReturnedNext()) {
      Map.Entry<ItemName, byte[]> next = returned.pollFirstEntry();
      handOut(new ReturnedItem(engine(), this, next.getKey(), next.getValue()));
      return true;
    }
    LiveSession current = connected();
    if (current == null || isKnowledgeMissing(current)) {
      return false;
    }
    ItemName next = Objects.requireNonNull(known().first());
    values.belongTo(known().generation());
    byte[] value = values.take(next);
    if (value == null) {
      fetch(current, searches.size());
      return false;
    }
    known().takeOut(next);
    handOut(new EngineFoundItem(engine(), this, next, value));
    return true;
  }

  private boolean isReturnedNext() {
    ItemName first = known().first();
    return !returned.isEmpty() && (first == null || returned.firstKey().compareTo(first) < 0);
  }

  private void handOut(FoundItem item) {
    Search search = searches.remove();
    undecided++;
    if (line().isIn()) {
      engine().schedule(PATIENCE, this::leaveLineUnlessWaiting);
    }
    if (!search.result().complete(Optional.of(item))) {
      item.leave();
    }
  }

  // Knowing what is there

  /** Tells whether nothing can be served yet, and does what there is to do about it. */
  private boolean isKnowledgeMissing(LiveSession current) {
    if (list().isUncertain(current)) {
      return true;
    }
    if (known().isEmpty()) {
      answerEmpty(current);
    }
    return known().isEmpty();
  }

  private void answerEmpty(LiveSession current) {
    if (!searches.stream().allMatch(search -> list().isAnswered(search.listNeeded()))) {
      list().ask(current);
      return;
    }
    List.copyOf(searches).stream()
        .filter(search -> !search.patient())
        .forEach(search -> search.result().complete(Optional.empty()));
    if (searches.stream().anyMatch(Search::patient)) {
      line().enter(current);
      if (line().isFirst() && !list().isWatching()) {
        list().ask(current);
      }
    }
  }

  @Override
  public void listing(LiveSession current, boolean watched) {}

  @Override
  public void interrupted() {} // asked again after reconnection

  private void fetch(LiveSession current, int most) {
    for (ItemName name : values.missing(known().first(most))) {
      values.asked(name);
      current.on(
          current.reads().getData(path() + "/" + name.text(), null),
          (data, failure) -> {
            if (isCurrent(current)) {
              fetched(name, data, failure);
            }
          });
    }
  }

  private void fetched(ItemName name, @Nullable NodeData data, @Nullable ZnodeException failure) {
    values.answered(name, data);
    if (failure != null && failure.code() == Code.NO_NODE) {
      known().gone(name);
    } else if (failure != null && !ZnodeFailures.isInterrupted(failure)) {
      failed(ZnodeFailures.toApi(failure, path()));
    }
    serve();
  }

  // Waiting

  @Override
  public void failed(RuntimeException failure) {
    List.copyOf(searches).forEach(search -> search.result().completeExceptionally(failure));
  }

  private void leaveLineIfServed() {
    if (undecided == 0) {
      leaveLineUnlessWaiting();
    }
  }

  private void leaveLineUnlessWaiting() {
    if (searches.stream().noneMatch(Search::patient)) {
      line().leave();
    }
  }

  // What becomes of items that were handed out

  /** A removal goes out in this moment; behind it goes what the next takers need. */
  void removing(LiveSession current) {
    undecided--;
    if (isCurrent(current) && !known().isEmpty()) {
      int most = values.nextWindow();
      if (most > 0) {
        values.retain(known()::contains);
        fetch(current, most);
        list().glance(current);
      }
    }
    leaveLineIfServed();
  }

  void removed(ItemName name) {
    known().gone(name);
    values.hit();
    misses = 0;
  }

  void missed(ItemName name) {
    known().gone(name);
    values.miss();
    if (++misses >= MISSES) {
      misses = 0;
      known().doubt();
    }
  }

  /** A removal that was sent may or may not have been applied: the next list tells. */
  void lost(ItemName name) {
    known().gone(name);
    known().forget();
    serve();
  }

  /** An item that was not removed is there for the others. */
  void left(ItemName name, boolean wasUndecided) {
    if (wasUndecided) {
      undecided--;
    }
    known().bringBack(name);
    serve();
  }

  /** An item that was removed is to be had here; see {@link Queues#passOn}. */
  void passedOn(ItemName name, byte[] payload) {
    returned.put(name, payload);
    serve();
  }

  void decided() {
    undecided--;
    leaveLineIfServed();
  }

  /** Puts what was passed on, and nobody took, back into the queue. */
  List<PutBack> putBack() {
    List<PutBack> puts = new ArrayList<>();
    returned.forEach(
        (name, payload) -> {
          ItemPut put = new ItemPut(engine(), path(), path(), List.of(payload), name.priority());
          writer().submit(put);
          puts.add(new PutBack(path(), name, payload.length, put.future()));
        });
    returned.clear();
    return puts;
  }

  @Override
  void forgetSession() {
    values.clear();
  }

  @Override
  void forgetValues() {
    values.clear();
  }

  @Override
  boolean isSought() {
    return searches.stream().anyMatch(search -> !search.result().isDone());
  }

  @Override
  boolean isHoldingItems() {
    return undecided > 0 || !returned.isEmpty();
  }
}
