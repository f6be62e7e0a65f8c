package dev.coordination.zookeeper.engine;

import dev.coordination.zookeeper.engine.Look.Crowd;
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
    return look.byAge(parent, names)
        .thenCompose(found -> look.read(parent, waiters(found)))
        .thenApply(waiters -> List.of(trace(sight, parent, waiters)));
  }

  /** What no session has made, the barrier does not count either. */
  private static List<Found> waiters(List<Found> found) {
    return found.stream().filter(Found::isEphemeral).toList();
  }

  private static Trace trace(Sight sight, String parent, Crowd waiters) {
    Told told = new Told().group("waiting", waiters, node -> Told.there(parent, node, node.text()));
    return Trace.of(NAME, List.of(Told.fact("up", sight.isThere())), told.groups(), List.of());
  }
}
