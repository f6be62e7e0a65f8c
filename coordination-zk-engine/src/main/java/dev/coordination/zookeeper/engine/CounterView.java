package dev.coordination.zookeeper.engine;

import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.Children;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What a writer of a counter has seen last.
 *
 * @param value the counter's node; never older than the epoch
 * @param epoch the version of the node above the marks, or {@link #NO_MARKS}
 * @param others the names of those who stood in the line of that epoch, in line, without the reader
 */
record CounterView(CounterValue value, int epoch, List<String> others) {

  /** The epoch before anybody has written. */
  static final int NO_MARKS = -1;

  /**
   * Reads the epoch with its line, and then the counter: what happens between the two is a newer
   * epoch's.
   *
   * @param own the name of the reader's own place in line, or an empty string
   */
  static CompletableFuture<CounterView> read(
      ZnodeSession reads, Layout layout, String path, String own) {
    CompletableFuture<CounterView> marks =
        reads
            .getChildren(Layout.marks(path), null)
            .thenApply(children -> of(children, layout, own))
            .exceptionally(failure -> ZnodeFailures.recover(failure, Code.NO_NODE, empty()));
    return CounterValue.read(reads, path)
        .thenCombine(marks, (value, view) -> view.with(value)); // fails if either does
  }

  CounterView with(CounterValue newer) {
    return new CounterView(newer, epoch, others);
  }

  boolean isCrowded() {
    return !others.isEmpty();
  }

  boolean lacksMarks() {
    return epoch == NO_MARKS;
  }

  private static CounterView empty() {
    return new CounterView(CounterValue.NOTHING, NO_MARKS, List.of());
  }

  private static CounterView of(Children children, Layout layout, String own) {
    List<String> others =
        layout.line(children.names()).stream()
            .map(Layout.Entry::name)
            .filter(name -> !name.equals(own))
            .toList();
    return new CounterView(CounterValue.NOTHING, children.stat().version(), others);
  }
}
