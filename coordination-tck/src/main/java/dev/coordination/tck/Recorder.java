package dev.coordination.tck;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A listener that remembers what it was told. */
final class Recorder<T> implements Consumer<T> {

  private final List<T> told = new CopyOnWriteArrayList<>();

  @Override
  public void accept(T value) {
    told.add(value);
  }

  List<T> told() {
    return List.copyOf(told);
  }

  boolean wasTold(T value) {
    return told.contains(value);
  }

  long times(T value) {
    return told.stream().filter(value::equals).count();
  }

  /** Whether it was last told this value. */
  boolean endsWith(T value) {
    List<T> now = told();
    return !now.isEmpty() && now.get(now.size() - 1).equals(value);
  }

  @Override
  public String toString() {
    return told.toString();
  }
}
