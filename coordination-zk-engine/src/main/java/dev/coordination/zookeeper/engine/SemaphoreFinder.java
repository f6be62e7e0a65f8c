package dev.coordination.zookeeper.engine;

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
    List<String> permits = List.copyOf(Layout.permits(sight.children()));
    return mayBe(sight)
        ? look.byAge(sight.path(), permits).thenCompose(found -> find(sight, look, found))
        : Trace.none();
  }

  /** Permits have the names of participants of a double barrier, whose data is no number. */
  static boolean mayBe(Sight sight) {
    return sight.guard().isPresent() || Layout.limit(sight.data()).isPresent();
  }

  private static CompletableFuture<List<Trace>> find(Sight sight, Look look, List<Found> permits) {
    if (sight.guard().isEmpty() && permits.stream().noneMatch(Found::isEphemeral)) {
      return Trace.none(); // anybody may have written the number
    }
    List<Layout.Entry> line = sight.line(sight.guard());
    return look.read(sight.path(), permits)
        .thenCombine(
            LineFinder.waiting(look, Layout.guard(sight.path()), line),
            (holders, waiting) -> {
              Told told =
                  new Told()
                      .group("holder", holders, node -> Told.held(sight.path(), node, node.text()))
                      .group("waiting", line.size(), waiting);
              Set<String> children = Layout.permits(sight.children());
              return List.of(Trace.of(NAME, facts(sight), told.groups(), children));
            });
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
