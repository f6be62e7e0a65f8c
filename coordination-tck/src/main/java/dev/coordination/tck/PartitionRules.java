package dev.coordination.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coordination.CoordinationClient;
import dev.coordination.PartitionOptions;
import dev.coordination.PartitionState;
import dev.coordination.SetPartitioner;
import dev.coordination.tck.StoreInspector.Contender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

/**
 * What the tests of set partitioners share: members of one set, the judge that looks at every step
 * whether two of them have acquired one item, and what a complete division looks like, in the eyes
 * of the members and in the store.
 */
abstract class PartitionRules extends TckTest {

  static final Duration BOUNDARY = Duration.ofMillis(60);

  private final List<Part> parts = new CopyOnWriteArrayList<>();

  /** Tokens of items whose locks somebody has removed by hand. */
  private final Set<Long> excused = ConcurrentHashMap.newKeySet();

  private boolean judging;

  static List<String> items(int count) {
    return IntStream.range(0, count).mapToObj(i -> "item%02d".formatted(i)).toList();
  }

  static PartitionOptions<String> quickly() {
    return PartitionOptions.<String>defaults()
        .withTimeBoundary(BOUNDARY)
        .withMaxReactionTime(Duration.ofMillis(20));
  }

  static PartitionOptions<String> sticky() {
    return quickly().withSticky();
  }

  final String set() {
    return path("set");
  }

  final Part join(Actor actor, Collection<String> items) {
    return join(actor, items, quickly());
  }

  final Part join(Actor actor, Collection<String> items, PartitionOptions<String> options) {
    return join(actor, actor.name(), items, options);
  }

  /** Adds a member of any name to what a client does. */
  final Part join(
      Actor actor, String name, Collection<String> items, PartitionOptions<String> options) {
    return join(actor, name, set(), items, options);
  }

  final Part join(
      Actor actor,
      String name,
      String path,
      Collection<String> items,
      PartitionOptions<String> options) {
    CoordinationClient client = actor.client();
    CoordinationClient view = name.equals(actor.name()) ? client : client.withIdentifier(name);
    Part part = new Part(actor, name, view.setPartitioner(path, items, options));
    judge(part);
    return part;
  }

  private void judge(Part part) {
    parts.add(part);
    stage().atEnd(() -> end(part));
    if (!judging) {
      judging = true;
      stage().atEachStep(this::exclude);
    }
  }

  private void end(Part part) {
    if (!part.actor.dead()) {
      var unused = start(part.name + " finishes", () -> finished(part));
    }
  }

  private static boolean finished(Part part) {
    part.partitioner.finish();
    return true;
  }

  final void finish(Part part) {
    part.actor.run("finishes", part.partitioner::finish);
  }

  /** The operator is about to remove what these members have: what they think of it is excused. */
  final void endedByHand(Part... some) {
    for (Part part : some) {
      excused.addAll(part.tokens().values());
    }
  }

  private void exclude() {
    List<Part> living = parts.stream().filter(part -> !part.actor.dead()).toList();
    for (Part one : living) {
      living.stream()
          .filter(other -> other != one)
          .filter(other -> other.partitioner.path().equals(one.partitioner.path()))
          .forEach(other -> exclude(one, other));
    }
  }

  /**
   * Fails if two have one item: one of them has it, under one token, before and after the other.
   */
  private void exclude(Part one, Part other) {
    Map<String, Long> certain = one.tokens();
    Map<String, Long> meanwhile = other.tokens();
    certain.entrySet().retainAll(one.tokens().entrySet());
    certain.values().removeAll(excused);
    meanwhile.values().removeAll(excused);
    certain.keySet().retainAll(meanwhile.keySet());
    if (!certain.isEmpty()) {
      throw RuleFailure.of(
          "PARTITION-01",
          "%s has %s with tokens, and so has %s: %s".formatted(one, certain, other, meanwhile));
    }
  }

  final void reaches(Part part, PartitionState state) {
    eventually(() -> part + " did not become " + state, () -> part.is(state));
  }

  /** Lets time pass until these members have divided all items, and looks into the store. */
  final void divided(Collection<String> items, Part... some) {
    stage()
        .within(
            stage().promptly().multipliedBy(2),
            () -> "not divided: " + List.of(some),
            () -> isDivided(items, some));
    for (Part part : some) {
      assertEquals(PartitionState.ACQUIRED, part.state(), part::toString);
      eventually(() -> part + " told " + part.sum(), () -> part.sum().equals(part.acquired()));
      part.tokens().forEach((item, token) -> locked(part, item, token));
    }
  }

  private static boolean isDivided(Collection<String> items, Part... some) {
    List<String> owned = new ArrayList<>();
    for (Part part : some) {
      if (!part.is(PartitionState.ACQUIRED)) {
        return false;
      }
      owned.addAll(part.acquired());
    }
    return owned.size() == items.size() && new TreeSet<>(owned).equals(new TreeSet<>(items));
  }

  /** The owner's lock is the first in line. */
  private void locked(Part part, String item, long token) {
    List<Contender> line = line(part, item);
    if (line.isEmpty() || line.get(0).token() != token) {
      throw RuleFailure.of(
          "PARTITION-01", "%s has %s (token %d), but: %s".formatted(part, item, token, line));
    }
  }

  /** {@return who stands in line for an item's lock} */
  final List<Contender> line(Part part, String item) {
    return store().contenders(part.partitioner.path() + "/locks/" + item);
  }

  /** {@return how large the shares of these members are, the largest first} */
  static List<Integer> sizes(Part... some) {
    return Arrays.stream(some)
        .map(part -> part.acquired().size())
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  static boolean awaits(SetPartitioner<?> partitioner, Duration timeout)
      throws InterruptedException {
    return partitioner.awaitAcquired(timeout);
  }
}
