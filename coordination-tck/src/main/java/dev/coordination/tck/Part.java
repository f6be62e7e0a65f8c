package dev.coordination.tck;

import dev.coordination.PartitionState;
import dev.coordination.SetPartitioner;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** A member of those who divide a set, and what its listeners have been told. */
final class Part {

  final Actor actor;
  final String name;
  final SetPartitioner<String> partitioner;
  final Recorder<PartitionState> states = new Recorder<>();
  private final List<String> changes = new ArrayList<>();
  private final Set<String> sum = new TreeSet<>();
  private volatile boolean answering;

  Part(Actor actor, String name, SetPartitioner<String> partitioner) {
    this.actor = actor;
    this.name = name;
    this.partitioner = partitioner;
    partitioner.onItemsChange(Runnable::run, this::changed);
    partitioner.onStateChange(Runnable::run, states);
    partitioner.onStateChange(Runnable::run, state -> answer());
  }

  /** Lets it give its items back whenever it is to. */
  Part answering() {
    answering = true;
    answer();
    return this;
  }

  private void answer() {
    if (answering && partitioner.state() == PartitionState.RELEASE) {
      partitioner.releaseSet();
    }
  }

  private synchronized void changed(Set<String> acquired, Set<String> revoked) {
    changes.add("+" + new TreeSet<>(acquired) + " -" + new TreeSet<>(revoked));
    sum.removeAll(revoked);
    sum.addAll(acquired);
  }

  /** {@return what its listener of items was told, one string for each time} */
  synchronized List<String> changes() {
    return List.copyOf(changes);
  }

  /** {@return what its listener of items was told, added up} */
  synchronized Set<String> sum() {
    return new TreeSet<>(sum);
  }

  PartitionState state() {
    return partitioner.state();
  }

  boolean is(PartitionState state) {
    return partitioner.state() == state;
  }

  Set<String> acquired() {
    return new TreeSet<>(partitioner.acquired());
  }

  /** {@return what is acquired, with the tokens} */
  Map<String, Long> tokens() {
    Map<String, Long> tokens = new LinkedHashMap<>();
    for (String item : partitioner.acquired()) {
      OptionalLong token = partitioner.fencingToken(item);
      token.ifPresent(value -> tokens.put(item, value));
    }
    return tokens;
  }

  @Override
  public String toString() {
    return "%s (%s, %s)".formatted(name, state(), acquired());
  }
}
