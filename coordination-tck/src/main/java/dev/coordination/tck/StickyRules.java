package dev.coordination.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.PartitionOptions;
import dev.coordination.PartitionState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** The division in which an item moves only when it must. */
abstract class StickyRules extends PartitionFaultRules {

  @Rule({"PARTITION-19", "PARTITION-18"})
  @Test
  void whoeverKeepsAnItemKeepsWorking() {
    List<String> items = items(7);
    Part a = join(connect("A"), items, sticky());
    divided(items, a);
    Map<String, Long> alone = a.tokens();
    Part b = join(connect("B"), items, sticky());
    divided(items, a, b);
    assertEquals(List.of(4, 3), sizes(a, b));
    assertTrue(alone.entrySet().containsAll(a.tokens().entrySet()), "kept with their tokens");
    Map<String, Long> two = b.tokens();
    Part c = join(connect("C"), items, sticky());
    divided(items, a, b, c);
    assertEquals(List.of(3, 2, 2), sizes(a, b, c));
    assertTrue(two.entrySet().containsAll(b.tokens().entrySet()), "kept with their tokens");
    finish(c);
    divided(items, a, b);
    assertEquals(two.keySet(), b.acquired(), "as it was");
    finish(a);
    divided(items, b);
    List<PartitionState> once = List.of(PartitionState.ALLOCATING, PartitionState.ACQUIRED);
    assertEquals(once, b.states.told());
    assertEquals(once, a.states.told().subList(0, 2));
    assertEquals(PartitionState.FAILURE, a.states.told().get(2));
  }

  @Rule({"PARTITION-19", "PARTITION-16", "PARTITION-01"})
  @Test
  void anItemIsFreedWhenTheListenersHaveReturned() {
    List<String> items = items(4);
    Part a = join(connect("A"), items, sticky());
    divided(items, a);
    Map<String, Long> before = a.tokens();
    CompletableFuture<@Nullable Void> mayReturn = new CompletableFuture<>();
    Executor threads =
        task -> {
          var unused = a.actor.startRun("listens", task);
        };
    a.partitioner.onItemsChange(
        threads,
        (acquired, revoked) -> {
          if (!revoked.isEmpty()) {
            mayReturn.join();
          }
        });
    Part b = join(connect("B"), items, sticky());
    eventually(() -> "nothing given up: " + a, () -> a.acquired().size() == 2);
    assertEquals(PartitionState.ACQUIRED, a.state());
    never(() -> "not freed yet, and " + b, () -> !b.acquired().isEmpty());
    before.forEach((item, token) -> assertEquals(token, line(a, item).get(0).token(), item));
    mayReturn.complete(null);
    divided(items, a, b);
    assertTrue(before.entrySet().containsAll(a.tokens().entrySet()));
  }

  @Rule({"PARTITION-18", "PARTITION-02"})
  @Test
  void itemsMoveOnlyWhenTheyMust() {
    List<String> items = items(10);
    HoldFuzz.seeded(
        random -> {
          List<Actor> actors = List.of(connect("A"), connect("B"));
          List<Part> there = new ArrayList<>();
          int changes = harness().virtualTime() ? 40 : 6;
          for (int i = 0; i < changes; i++) {
            Map<String, String> before = owners(there);
            boolean joins = there.size() < 2 || (there.size() < 12 && random.nextBoolean());
            if (joins) {
              String name = "m" + random.nextInt(1000) + "-" + i;
              there.add(join(actors.get(i % 2), name, items, sticky()));
              divided(items, there.toArray(Part[]::new));
              joined(items, there, before, owners(there), name);
            } else {
              Part leaver = there.remove(random.nextInt(there.size()));
              finish(leaver);
              divided(items, there.toArray(Part[]::new));
              left(there, before, owners(there), leaver.name);
            }
          }
        });
  }

  private static Map<String, String> owners(List<Part> there) {
    Map<String, String> owners = new TreeMap<>();
    there.forEach(part -> part.acquired().forEach(item -> owners.put(item, part.name)));
    return owners;
  }

  private static void joined(
      List<String> items,
      List<Part> there,
      Map<String, String> before,
      Map<String, String> after,
      String name) {
    Map<String, String> moved = moved(before, after);
    int bound = (items.size() + there.size() - 1) / there.size();
    if (there.size() > 1) {
      assertTrue(moved.size() <= bound, () -> moved + " is more than " + bound);
      assertTrue(Set.of(name).containsAll(moved.values()), moved::toString);
    }
    even(there);
  }

  private static void left(
      List<Part> there, Map<String, String> before, Map<String, String> after, String name) {
    moved(before, after).keySet().forEach(item -> assertEquals(name, before.get(item), item));
    even(there);
  }

  private static Map<String, String> moved(Map<String, String> before, Map<String, String> after) {
    Map<String, String> moved = new HashMap<>(after);
    moved.entrySet().removeAll(before.entrySet());
    return moved;
  }

  private static void even(List<Part> there) {
    List<Integer> sizes = sizes(there.toArray(Part[]::new));
    Assertions.assertTrue(sizes.get(0) - sizes.get(sizes.size() - 1) <= 1, sizes::toString);
  }

  @Rule({"PARTITION-18", "PARTITION-06"})
  @Test
  void stickyHasARuleOfItsOwn() {
    Assertions.assertThrows(
        IllegalStateException.class,
        () -> sticky().withPartitionFunction((self, members, all) -> Set.of()));
    PartitionOptions<String> chosen =
        quickly().withPartitionFunction((s, members, all) -> Set.of());
    Assertions.assertThrows(IllegalStateException.class, chosen::withSticky);
  }
}
