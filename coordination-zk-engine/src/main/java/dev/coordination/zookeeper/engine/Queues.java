package dev.coordination.zookeeper.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all queue objects of one client at one path share, as long as it is in use. On the engine's
 * loop, but where it says.
 */
final class Queues {

  private static final Logger log = LoggerFactory.getLogger(Queues.class);

  private final EngineClient engine;
  private final Map<String, QueueReader> readers = new HashMap<>();
  private final Map<String, ClaimReader> claims = new HashMap<>();
  private final List<PutBack> puttingBack = new ArrayList<>();
  private volatile boolean returned;
  private boolean closing;
  private boolean over;

  /** An item that was removed for nobody, on its way back. */
  record PutBack(String path, ItemName name, int bytes, CompletableFuture<?> put) {

    boolean isDone() {
      return put.isDone() && !put.isCompletedExceptionally();
    }
  }

  Queues(EngineClient engine) {
    this.engine = engine;
  }

  ClaimReader lockingAt(String path) {
    ClaimReader reader = claims.computeIfAbsent(path, key -> new ClaimReader(engine, key));
    reader.used();
    return reader;
  }

  QueueReader at(String path) {
    QueueReader reader = readers.computeIfAbsent(path, key -> new QueueReader(engine, key));
    reader.used();
    return reader;
  }

  /** Forgets what nobody uses; the next use makes another. */
  void retire(ItemReader reader) {
    readers.remove(reader.path(), reader);
    claims.remove(reader.path(), reader);
  }

  /** {@return for how many paths something is kept} */
  int kept() {
    return readers.size() + claims.size();
  }

  /** Removes the marks, in a session that goes on without this client. */
  void discardMarks() {
    readers.values().forEach(reader -> reader.marks().discard());
    claims.values().forEach(reader -> reader.marks().discard());
  }

  // Items that were removed and are nobody's

  /** There is going to be one. May be called on any thread. */
  void noteReturned() {
    returned = true;
  }

  /** {@return whether there may be something to put back} */
  boolean hasReturned() {
    return returned;
  }

  /** Lets an item be had at its path again, whoever shares it by now. */
  void passOn(String path, ItemName name, byte[] payload) {
    if (over) {
      warnOfLoss(path, name, payload.length);
      return;
    }
    at(path).passedOn(name, payload);
    if (closing) {
      puttingBack.addAll(at(path).putBack());
    }
  }

  /** Puts back what was taken and is nobody's. */
  CompletableFuture<@Nullable Void> putBack() {
    closing = true;
    readers.values().forEach(reader -> puttingBack.addAll(reader.putBack()));
    return CompletableFuture.allOf(
            puttingBack.stream().map(PutBack::put).toArray(CompletableFuture[]::new))
        .handle((done, failure) -> null);
  }

  /** The client ends: says what it has not put back. */
  void close() {
    over = true;
    puttingBack.stream()
        .filter(item -> !item.isDone())
        .forEach(item -> warnOfLoss(item.path(), item.name(), item.bytes()));
    puttingBack.clear();
  }

  private static void warnOfLoss(String path, ItemName name, int bytes) {
    log.warn(
        "{}: {} (priority {}, {} bytes) was removed for a taker that had gone, and the client was"
            + " closed before it was put back; it is lost unless the store has still received it",
        path,
        name.text(),
        name.priority(),
        bytes);
  }
}
