package dev.coordination.zookeeper.engine;

import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.Children;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeData;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeEvent;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeStat;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The reads of one inspection. If it is to be repeated on changes, each read of a node or of a list
 * leaves a watch, on what is absent too; {@link #each} leaves none, as what it reads is never
 * written to again and its going shows in its parent's list.
 *
 * <p>On one thread at a time: the transport's, or the engine's loop.
 */
final class Look {

  /** How many nodes are read one by one: more than anybody wants to see. */
  static final int MOST = 100;

  private static final Comparator<Found> BY_AGE =
      Comparator.comparingLong(found -> found.stat().czxid());

  private final ZnodeSession reads;
  private final @Nullable Runnable changed;
  private final Map<Consumer<NodeEvent>, String> watches = new HashMap<>();
  private boolean over;

  /** A child that was read. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares these records
  record Found(String name, byte[] data, NodeStat stat) {

    String text() {
      return Layout.decode(data);
    }

    /** {@return whether it is there for as long as somebody's session lasts} */
    boolean isEphemeral() {
      return stat.ephemeralOwner() != 0;
    }
  }

  /** How many are there, and the first of them. */
  record Crowd(int size, List<Found> first) {}

  /**
   * Creates what has read nothing yet.
   *
   * @param changed is told of changes of what was read, on the transport's thread; null for a look
   *     that is not repeated
   */
  Look(ZnodeSession reads, @Nullable Runnable changed) {
    this.reads = reads;
    this.changed = changed;
  }

  ZnodeSession reads() {
    return reads;
  }

  /** Reads a node, empty if it is absent. */
  CompletableFuture<Optional<NodeData>> node(String path) {
    return orAbsent(
        path, reads.getData(path, watch(path)).thenApply(Optional::of), () -> node(path));
  }

  /** Lists the children of a node, empty if that is absent. */
  CompletableFuture<Optional<List<String>>> children(String path) {
    return orAbsent(
        path,
        reads.getChildren(path, watch(path)).thenApply(Children::names).thenApply(Optional::of),
        () -> children(path));
  }

  /** Reads the first of some children, in their order; those that went meanwhile are left out. */
  CompletableFuture<List<Found>> each(String parent, List<String> names) {
    return Pipeline.send(first(names), name -> child(parent, name)).thenApply(Look::present);
  }

  /** As {@link #each}, without the data, which may be long. */
  CompletableFuture<List<Found>> stats(String parent, List<String> names) {
    return Pipeline.send(first(names), name -> stat(parent, name)).thenApply(Look::present);
  }

  /** Finds out how old children are, the oldest first; those that went meanwhile are left out. */
  CompletableFuture<List<Found>> byAge(String parent, List<String> names) {
    return Pipeline.send(names, name -> stat(parent, name))
        .thenApply(found -> present(found).stream().sorted(BY_AGE).toList());
  }

  /** Reads the first of what was found. */
  CompletableFuture<Crowd> read(String parent, List<Found> found) {
    List<String> names = first(found).stream().map(Found::name).toList();
    return each(parent, names)
        .thenApply(read -> new Crowd(found.size() - names.size() + read.size(), read));
  }

  /** Takes all watches off. */
  void close() {
    over = true;
    watches.forEach((watch, path) -> reads.unwatch(path, watch));
    watches.clear();
  }

  static <T> List<T> first(List<T> all) {
    return all.subList(0, Math.min(MOST, all.size()));
  }

  private static List<Found> present(List<Optional<Found>> found) {
    return found.stream().flatMap(Optional::stream).toList();
  }

  private CompletableFuture<Optional<Found>> stat(String parent, String name) {
    return reads
        .exists(parent + "/" + name, null)
        .thenApply(found -> found.map(stat -> new Found(name, Layout.NO_DATA, stat)));
  }

  private CompletableFuture<Optional<Found>> child(String parent, String name) {
    return reads
        .getData(parent + "/" + name, null)
        .thenApply(node -> Optional.of(new Found(name, node.data(), node.stat())))
        .exceptionally(failure -> ZnodeFailures.recover(failure, Code.NO_NODE, Optional.empty()));
  }

  private <T> CompletableFuture<Optional<T>> orAbsent(
      String path,
      CompletableFuture<Optional<T>> reply,
      Supplier<CompletableFuture<Optional<T>>> again) {
    return reply.exceptionallyCompose(
        failure -> absent(path, ZnodeFailures.recover(failure, Code.NO_NODE, again)));
  }

  /** The node may have been made since the read that did not find it. */
  private <T> CompletableFuture<Optional<T>> absent(
      String path, Supplier<CompletableFuture<Optional<T>>> again) {
    if (changed == null) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    return reads
        .exists(path, watch(path))
        .thenCompose(
            stat ->
                stat.isPresent()
                    ? again.get()
                    : CompletableFuture.completedFuture(Optional.empty()));
  }

  private @Nullable Consumer<NodeEvent> watch(String path) {
    Runnable told = changed;
    if (told == null || over) {
      return null;
    }
    Consumer<NodeEvent> watch = event -> told.run();
    watches.put(watch, path);
    return watch;
  }
}
