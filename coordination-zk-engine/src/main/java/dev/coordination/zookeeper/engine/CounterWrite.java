package dev.coordination.zookeeper.engine;

import dev.coordination.support.CounterText;
import dev.coordination.zookeeper.engine.CounterUpdate.Evaluated;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeKind;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeStat;
import dev.coordination.zookeeper.engine.ZnodeSession.Op;
import dev.coordination.zookeeper.engine.ZnodeSession.OpResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Some changes of a counter, evaluated one after the other, and what became of them. */
final class CounterWrite {

  // Where the operations stand in the transaction.
  static final int MARK = 0;
  static final int EPOCH = 1;
  static final int VALUE = 2;

  private final List<CounterUpdate<?>> updates;
  private final List<Runnable> settlements = new ArrayList<>();
  private final CounterView before;
  private final String path;
  private final @Nullable Long after;
  private final long number;
  private boolean departing;
  boolean sent;
  boolean unresolved;
  @Nullable ZnodeException refused;

  CounterWrite(List<CounterUpdate<?>> updates, CounterView before, String path, long number) {
    this.updates = List.copyOf(updates);
    this.before = before;
    this.path = path;
    this.number = number;
    Long value = before.value().orThrow(path);
    for (CounterUpdate<?> update : updates) {
      Evaluated evaluated = update.evaluate(value);
      settlements.add(evaluated.settle());
      value = evaluated.after();
    }
    this.after = value;
  }

  List<CounterUpdate<?>> updates() {
    return updates;
  }

  /** {@return the state on which the changes were evaluated} */
  CounterView before() {
    return before;
  }

  /** {@return tells this write from the others of its client} */
  long number() {
    return number;
  }

  boolean changesNothing() {
    return Objects.equals(after, before.value().value());
  }

  /** Claims all changes, or none if somebody has given one of them up. */
  boolean expose() {
    boolean all = updates.stream().allMatch(CounterUpdate::expose);
    if (!all) {
      withdraw();
    }
    return all;
  }

  /** Puts the transaction together. */
  List<Op> operations(Mark mark, CounterLine line) {
    List<Op> operations = new ArrayList<>(4);
    operations.add(mark.operation(number));
    operations.add(epochOperation());
    operations.add(valueOperation());
    Optional<Op> departure = line.departure();
    departure.ifPresent(operations::add);
    departing = departure.isPresent();
    return operations;
  }

  /** {@return whether the writer's turn ends with this write} */
  boolean isDeparting() {
    return departing;
  }

  private Op epochOperation() {
    String marks = Layout.marks(path);
    int epoch = Math.max(0, before.epoch()); // parents that are made in the same breath have 0
    return before.value().isAbsent()
        ? new Op.SetData(marks, Layout.NO_DATA, epoch)
        : new Op.Check(marks, epoch);
  }

  private Op valueOperation() {
    byte[] value = CounterText.encode(Objects.requireNonNull(after));
    return before.value().isAbsent()
        ? new Op.Create(path, value, NodeKind.PERSISTENT)
        : new Op.SetData(path, value, before.value().version());
  }

  /**
   * {@return the state that this write made, or null if its reply does not tell the whole of it}
   */
  @Nullable CounterView written(OpResult result) {
    NodeStat stat = result.stat();
    return stat == null
        ? null
        : before.with(new CounterValue(after, stat.version(), stat.czxid(), null));
  }

  /** Nothing was applied. */
  void withdraw() {
    updates.forEach(CounterUpdate::withdraw);
  }

  /** The link broke before there was a reply. */
  void interrupted() {
    unresolved = true;
    updates.forEach(CounterUpdate::interrupted);
  }

  /** The mark says that this was not applied. */
  void takenForLost() {
    updates.forEach(CounterUpdate::takenForLost);
  }

  /** A write before this one had been taken for lost, and was applied after all. */
  void markWasWrong() {
    updates.forEach(CounterUpdate::markWasWrong);
  }

  /** Gives out the results. */
  void settle() {
    settlements.forEach(Runnable::run);
  }

  void failUnknown() {
    updates.forEach(CounterUpdate::failUnknown);
  }
}
