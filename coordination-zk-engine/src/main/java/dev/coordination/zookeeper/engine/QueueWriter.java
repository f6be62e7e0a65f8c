package dev.coordination.zookeeper.engine;

import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeStat;
import dev.coordination.zookeeper.engine.ZnodeSession.Op;
import dev.coordination.zookeeper.engine.ZnodeSession.OpResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/*
 * All that one client puts into one queue, one write at a time.
 *
 *   multi(set MARK, create ITEMS/entry-PPP-N… sequential, …)
 *
 * One round trip. What is put while a write is under way goes into the next one, so that the order of
 * the calls is the order in the store whatever breaks in between, and many puts share one trip.
 *
 * Lost reply: the mark tells whether the write was applied; if not, it is sent again. The names are
 * then known from the queue's stat, unless the queue has changed since: the transaction's number
 * stands for them.
 *
 * Numbers that have run out: what was put with one gives no order. It is taken out again, and the
 * caller is told.
 *
 * Everything here runs on the engine's loop.
 */
final class QueueWriter {

  /** How large a write of several puts may be; one put may be larger. */
  private static final long MAX_SHARED = 256 * 1024;

  /** Is told what this client has put, before the caller is. */
  interface Observer {

    /** These stand in the queue, or have stood there. */
    void put(List<ItemName> names);

    /** Something was put, under names that are not known. */
    void putUnseen();
  }

  private final EngineClient engine;
  private final String items;
  private final Marks marks;
  private final Observer observer;
  private final List<ItemPut> queue = new ArrayList<>();
  private boolean busy;
  private boolean awaitsConnection;
  private @Nullable ZnodeException parentsRefused;

  /**
   * Creates a writer.
   *
   * @param items where the items' nodes lie
   * @param marks those of the queue
   */
  QueueWriter(EngineClient engine, String items, Marks marks, Observer observer) {
    this.engine = engine;
    this.items = items;
    this.marks = marks;
    this.observer = observer;
  }

  /**
   * Refuses what the store would not take. May be called on any thread.
   *
   * @param path the queue's
   * @throws IllegalArgumentException if it is larger than one request can be
   */
  static void checkSize(ItemPut put, String path) {
    long size = put.size() + RequestSize.of(List.of(Marks.example(path)));
    if (size > RequestSize.LIMIT) {
      throw new IllegalArgumentException(
          "%s item(s) make a request of %s bytes, more than the store takes: %s (jute.maxbuffer)"
              .formatted(put.operations().size(), size, RequestSize.LIMIT));
    }
  }

  void submit(ItemPut put) {
    queue.add(put);
    if (!busy) {
      proceed();
    }
  }

  /** {@return whether there is nothing to put} */
  boolean isIdle() {
    return awaitsConnection ? isGivenUp() : !busy;
  }

  private void proceed() {
    busy = true;
    awaitsConnection = true;
    engine.whenConnected(this::next, this::isGivenUp);
  }

  /** Tells whether nobody waits for the link any more; then the next put begins anew. */
  private boolean isGivenUp() {
    if (awaitsConnection && queue.stream().allMatch(ItemPut::isSettled)) {
      queue.clear();
      awaitsConnection = false;
      busy = false;
    }
    return !awaitsConnection;
  }

  private void next(LiveSession session) {
    if (!awaitsConnection) {
      return; // given up, or begun anew since
    }
    awaitsConnection = false;
    queue.removeIf(ItemPut::isSettled);
    if (queue.isEmpty()) {
      busy = false;
      return;
    }
    List<ItemPut> together = nextTogether();
    together.forEach(put -> put.setSent(true));
    List<Op> operations = together.stream().flatMap(put -> put.operations().stream()).toList();
    marks.send(session, operations, new Sending(session, together));
  }

  private List<ItemPut> nextTogether() {
    List<ItemPut> together = new ArrayList<>();
    long size = 0;
    while (!queue.isEmpty()) {
      size += queue.get(0).size();
      if (!together.isEmpty() && size > MAX_SHARED) {
        break;
      }
      together.add(queue.remove(0));
    }
    return together;
  }

  /** One write under way. */
  private final class Sending implements Marks.Outcome {

    private final LiveSession session;
    private final List<ItemPut> puts;

    Sending(LiveSession session, List<ItemPut> puts) {
      this.session = session;
      this.puts = puts;
    }

    @Override
    public void applied(@Nullable List<OpResult> results, long zxid) {
      parentsRefused = null;
      if (results == null) {
        findNames(zxid);
      } else {
        named(results.stream().map(OpResult::path).map(Layout::name).toList());
      }
    }

    @Override
    public void refused(ZnodeException failure) {
      ZnodeException reason = parentsRefused;
      parentsRefused = null; // the next write tries again
      if (failure.code() == Code.NO_NODE && reason == null) {
        session.createParents(items + "/item", refusal -> parentsRefused = refusal);
        notApplied();
      } else {
        ZnodeException cause = failure.code() == Code.NO_NODE && reason != null ? reason : failure;
        puts.forEach(put -> put.fail(ZnodeFailures.toApi(cause, items)));
        proceed();
      }
    }

    @Override
    public void notApplied() {
      puts.forEach(put -> put.setSent(false));
      queue.addAll(0, puts);
      proceed();
    }

    @Override
    public void unknown() {
      observer.putUnseen();
      puts.forEach(ItemPut::failUnknown);
      proceed();
    }

    private void findNames(long zxid) {
      session.on(
          session.reads().exists(items, null),
          (stat, failure) -> {
            if (stat != null && stat.isPresent() && stat.get().pzxid() == zxid) {
              named(lastNames(stat.get()));
            } else {
              unnamed(zxid);
            }
          });
    }

    private List<String> lastNames(NodeStat stat) {
      List<Op> operations = puts.stream().flatMap(put -> put.operations().stream()).toList();
      int first = KnownItems.created(stat) - operations.size();
      return IntStream.range(0, operations.size())
          .mapToObj(i -> Layout.numbered(operations.get(i).path(), first + i))
          .toList();
    }

    private void named(List<String> names) {
      List<ItemName> parsed =
          names.stream().map(ItemName::parse).flatMap(Optional::stream).toList();
      if (parsed.stream().anyMatch(ItemName::isExhausted)) {
        takeOut(names);
      } else {
        observer.put(parsed);
        complete(names);
      }
    }

    private void unnamed(long zxid) {
      observer.putUnseen();
      int count = puts.stream().mapToInt(put -> put.operations().size()).sum();
      String prefix = "entry-" + Long.toHexString(zxid) + "-";
      complete(IntStream.range(0, count).mapToObj(i -> prefix + i).toList());
    }

    private void complete(List<String> names) {
      int from = 0;
      for (ItemPut put : puts) {
        int to = from + put.operations().size();
        put.complete(List.copyOf(names.subList(from, to)));
        from = to;
      }
      proceed();
    }

    private void takeOut(List<String> names) {
      for (String name : names) {
        var unused = session.janitor().remove(items + "/" + name);
      }
      puts.forEach(put -> put.fail(ZnodeFailures.numbersExhausted(items)));
      proceed();
    }
  }
}
