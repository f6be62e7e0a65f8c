package dev.coordination.zookeeper.engine;

import dev.coordination.spi.Inspection.Entry;
import dev.coordination.zookeeper.engine.Look.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Finds parties of both kinds: members below the path. */
final class PartyFinder implements Trace.Finder {

  private static final List<String> DEEP = List.of("party");
  private static final List<String> SHALLOW = List.of("shallow party");

  @Override
  public CompletableFuture<List<Trace>> find(Sight sight, Look look) {
    return find(sight, look, PartyKind.DEEP, DEEP)
        .thenCombine(
            find(sight, look, PartyKind.SHALLOW, SHALLOW),
            (deep, shallow) -> {
              List<Trace> both = new ArrayList<>(deep);
              both.addAll(shallow);
              return both;
            });
  }

  private static CompletableFuture<List<Trace>> find(
      Sight sight, Look look, PartyKind kind, List<String> recipe) {
    List<String> names = sight.children().stream().filter(kind::isMember).toList();
    return names.isEmpty()
        ? Trace.none()
        : look.each(sight.path(), names)
            .thenApply(
                found -> {
                  Told told =
                      new Told().group("member", names.size(), members(sight.path(), kind, found));
                  return List.of(Trace.of(recipe, List.of(), told.groups(), names));
                });
  }

  static List<Entry> members(String parent, PartyKind kind, List<Found> found) {
    return Told.byAge(found, node -> Told.there(parent, node, identifier(kind, node)));
  }

  static String identifier(PartyKind kind, Found node) {
    return kind.identifier(node.name(), node.data());
  }
}
