package dev.coordination.zookeeper.engine;

import dev.coordination.spi.Inspection.Fact;
import dev.coordination.support.CounterText;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeData;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Finds the recipes that leave no more than a node, when nothing else was found: counters, and
 * barriers, whose node says nothing; and, where nobody is, what recipes leave when all have gone. A
 * number is a counter's for sure only beside the marks of our counters.
 */
final class PlainNode implements Trace.Finder {

  private static final List<String> COUNTER = List.of("counter");
  private static final List<String> NUMBER = List.of("counter", "semaphore");
  private static final List<String> UNTOUCHED = List.of("barrier", "counter");
  private static final List<String> LEFT =
      List.of(
          "lock",
          "read/write lock",
          "election",
          "semaphore",
          "queue",
          "double barrier",
          "party",
          "lease");

  @Override
  public CompletableFuture<List<Trace>> find(Sight sight, Look look) {
    List<Layout.Entry> writers = sight.line(sight.marks());
    Long value = CounterText.parse(sight.data());
    if (value != null || !writers.isEmpty()) {
      return LineFinder.waiting(look, Layout.marks(sight.path()), writers)
          .thenApply(
              writing -> {
                Told told = new Told().group("writing", writers.size(), writing);
                List<Fact> facts = facts(sight, value);
                boolean sure = sight.marks().isPresent();
                boolean counter = sure || Layout.limit(sight.data()).isEmpty();
                return List.of(
                    Trace.of(sure, counter ? COUNTER : NUMBER, facts, told.groups(), Set.of()));
              });
    }
    return CompletableFuture.completedFuture(guess(sight));
  }

  private static List<Fact> facts(Sight sight, @Nullable Long value) {
    List<Fact> facts = new ArrayList<>();
    if (value != null) {
      facts.add(Told.fact("value", value));
    }
    sight
        .node()
        .map(NodeData::stat)
        .ifPresent(stat -> facts.add(Told.fact("written", Told.time(stat.mtime()))));
    return facts;
  }

  private static List<Trace> guess(Sight sight) {
    if (sight.data().length > 0) {
      return guess(List.of(), "holds %s bytes of no recipe".formatted(sight.data().length));
    } else if (!sight.isThere()) {
      return sight.marks().isEmpty()
          ? List.of()
          : guess(UNTOUCHED, "gone: a barrier is down, a counter at its default");
    } else if (sight.node().orElseThrow().stat().cversion() == 0) {
      return guess(UNTOUCHED, "empty: a barrier is up, a counter at its default");
    }
    return sight.children().isEmpty()
        ? guess(LEFT, "empty: nobody holds or waits for anything")
        : List.of();
  }

  private static List<Trace> guess(List<String> recipes, String state) {
    return List.of(Trace.guess(recipes, List.of(Told.fact("node", state)), List.of(), Set.of()));
  }
}
