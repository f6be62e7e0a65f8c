package dev.coordination.zookeeper.engine;

import dev.coordination.zookeeper.engine.Look.Found;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Finds barriers at which several parties wait: what lies beside the path. One without parties is a
 * mere node, see {@link PlainNode}.
 */
final class BarrierFinder implements Trace.Finder {

  private static final List<String> NAME = List.of("barrier");

  @Override
  public CompletableFuture<List<Trace>> find(Sight sight, Look look) {
    if (sight.waiters().isEmpty()) {
      return Trace.none();
    }
    String parent = Layout.waiters(sight.path());
    List<String> names = sight.waiters().get().stream().filter(Layout::isWaiter).toList();
    return look.each(parent, names).thenApply(found -> List.of(trace(sight, parent, found)));
  }

  private static Trace trace(Sight sight, String parent, List<Found> found) {
    List<Found> waiters = found.stream().filter(node -> node.stat().ephemeralOwner() != 0).toList();
    Told told =
        new Told()
            .group("waiting", Told.byAge(waiters, node -> Told.there(parent, node, node.text())));
    return Trace.of(NAME, List.of(Told.fact("up", sight.isThere())), told.groups(), List.of());
  }
}
