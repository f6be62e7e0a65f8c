package dev.coordination.tck;

import dev.coordination.CoordinationClient;
import dev.coordination.Hold;
import dev.coordination.tck.StoreInspector.Contender;
import dev.coordination.tck.StoreInspector.Stake;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** How to ask for one kind of hold, and how those who asked show in the store. */
interface Recipe {

  Hold acquire(CoordinationClient client, String path) throws InterruptedException;

  /** Without waiting for anyone; in an election a try of no duration. */
  Optional<? extends Hold> tryNow(CoordinationClient client, String path)
      throws InterruptedException;

  Optional<? extends Hold> tryFor(CoordinationClient client, String path, Duration timeout)
      throws InterruptedException;

  CompletableFuture<? extends Hold> async(CoordinationClient client, String path);

  /** Whom a client can see. */
  List<String> contenders(CoordinationClient client, String path);

  /** Which of those in line a client can see. */
  default List<String> visible(List<String> line) {
    return line;
  }

  /** What a hold of this kind excludes. */
  default Stake stake() {
    return Stake.EXCLUSIVE;
  }

  /** How many holds there may be that exclude each other. */
  default int limit() {
    return 1;
  }

  /** What the next in line is to ask for, when the line is this. */
  default Recipe behind(List<Contender> line) {
    return this;
  }

  // ---- in the store

  default List<Contender> line(StoreInspector store, String path) {
    return store.contenders(path);
  }

  default void delete(StoreInspector store, String path, int position) {
    store.deleteContender(path, position);
  }

  /** Deletes the path with all below it, and what the recipe keeps beside it. */
  default void deleteAll(StoreInspector store, String path) {
    store.deleteAll(path);
  }
}
