package dev.coordination.zookeeper.engine;

import dev.coordination.zookeeper.engine.Layout.Entry;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeData;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What is at a path and beside it: enough to tell the recipe, and where to read on.
 *
 * @param at the time by the client's wall clock
 * @param skew by how much that, and anybody's, may be wrong
 * @param node the node at the path, if there is one
 * @param children the names of its children
 * @param guard the children of {@link Layout#guard}, if there is that
 * @param waiters the children of {@link Layout#waiters}, if there is that
 * @param marks the children of {@link Layout#marks}, if there is that
 * @param waiting the children of {@link Layout#waiting}, if there is that
 */
record Sight(
    Layout layout,
    String path,
    Instant at,
    Duration skew,
    Optional<NodeData> node,
    List<String> children,
    Optional<List<String>> guard,
    Optional<List<String>> waiters,
    Optional<List<String>> marks,
    Optional<List<String>> waiting) {

  /** Reads it all in one round trip. */
  static CompletableFuture<Sight> read(
      Look look, Layout layout, String path, Instant at, Duration skew) {
    var node = look.node(path);
    var children = look.children(path);
    var guard = look.children(Layout.guard(path));
    var waiters = look.children(Layout.waiters(path));
    var marks = look.children(Layout.marks(path));
    var waiting = look.children(Layout.waiting(path));
    return CompletableFuture.allOf(node, children, guard, waiters, marks, waiting)
        .thenApply(
            done ->
                new Sight(
                    layout,
                    path,
                    at,
                    skew,
                    node.join(),
                    children.join().orElse(List.of()),
                    guard.join(),
                    waiters.join(),
                    marks.join(),
                    waiting.join()));
  }

  /** {@return the data of the node, empty if there is none} */
  byte[] data() {
    return node.map(NodeData::data).orElse(Layout.NO_DATA);
  }

  boolean isThere() {
    return node.isPresent();
  }

  /** {@return whether there is a child that a recipe calls so} */
  boolean has(String childPath) {
    return children.contains(Layout.name(childPath));
  }

  /** {@return the contenders at the path} */
  List<Entry> line() {
    return layout.line(children);
  }

  /** {@return the contenders in a line beside the path} */
  List<Entry> line(Optional<List<String>> beside) {
    return layout.line(beside.orElse(List.of()));
  }
}
