package dev.coordination.zookeeper.engine;

import dev.coordination.spi.Inspection.Entry;
import dev.coordination.spi.Inspection.Fact;
import dev.coordination.zookeeper.engine.Look.Found;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Finds semaphores: permits below the path, the limit in its data, and a line beside it. */
final class SemaphoreFinder implements Trace.Finder {

  private static final List<String> NAME = List.of("semaphore");

  @Override
  public CompletableFuture<List<Trace>> find(Sight sight, Look look) {
    if (!isSemaphore(sight)) {
      return Trace.none();
    }
    Set<String> permits = Layout.permits(sight.children());
    String guard = Layout.guard(sight.path());
    List<Layout.Entry> line = sight.line(sight.guard());
    return look.each(sight.path(), List.copyOf(permits))
        .thenCombine(
            LineFinder.waiting(look, guard, line),
            (found, waiting) -> {
              Told told =
                  new Told()
                      .group("holder", permits.size(), holders(sight, found))
                      .group("waiting", line.size(), waiting);
              return List.of(Trace.of(NAME, facts(sight), told.groups(), permits));
            });
  }

  /** Permits have the names of participants of a double barrier, whose data is no number. */
  static boolean isSemaphore(Sight sight) {
    boolean limited = Layout.limit(sight.data()).isPresent();
    boolean held = !Layout.permits(sight.children()).isEmpty();
    return sight.guard().isPresent() || (limited && held);
  }

  private static List<Entry> holders(Sight sight, List<Found> found) {
    return Told.byAge(found, node -> Told.held(sight.path(), node, node.text()));
  }

  private static List<Fact> facts(Sight sight) {
    List<Fact> facts = new ArrayList<>();
    Layout.limit(sight.data()).ifPresent(limit -> facts.add(Told.fact("permits", number(limit))));
    if (facts.isEmpty() && sight.data().length > 0) {
      facts.add(Told.malformed("the data at %s is no limit of permits".formatted(sight.path())));
    }
    return facts;
  }

  /** Others may have set one that is beyond a {@code long}. */
  private static Object number(BigInteger limit) {
    return limit.bitLength() < Long.SIZE ? (Object) limit.longValue() : limit.toString();
  }
}
