package dev.coordination.zookeeper.engine;

import dev.coordination.spi.Inspection.Entry;
import dev.coordination.zookeeper.engine.Look.Crowd;
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
    if (names.isEmpty()) {
      return Trace.none();
    }
    return look.byAge(sight.path(), names)
        .thenCompose(
            found ->
                look.read(sight.path(), found)
                    .thenApply(
                        members -> {
                          boolean sure = found.stream().anyMatch(Found::isEphemeral);
                          Told told = members(sight, kind, members);
                          return List.of(Trace.of(sure, recipe, List.of(), told.groups(), names));
                        }));
  }

  private static Told members(Sight sight, PartyKind kind, Crowd members) {
    return new Told().group("member", members, node -> member(sight.path(), kind, node));
  }

  static Entry member(String parent, PartyKind kind, Found node) {
    return Told.there(parent, node, identifier(kind, node));
  }

  static String identifier(PartyKind kind, Found node) {
    return kind.identifier(node.name(), node.data());
  }
}
