package dev.coordination.zookeeper.engine;

import dev.coordination.spi.Inspection;
import dev.coordination.support.RecipeContext;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/*
 * Tells what recipes have left at a path. Nothing in the store says which recipe a path is for: it is told
 * by the names and data that Layout knows, each recipe's by a finder of its own.
 *
 * First all that is at the path and beside it is read in one round trip, behind a sync; then each finder
 * that recognises its recipe's nodes reads on. The reads are not one snapshot: whoever has gone when its
 * node is read is left out, as if it had gone before.
 */
/** Tells what recipes have left at one path. */
final class PathInspector {

  private static final List<Trace.Finder> FINDERS =
      List.of(
          new LineFinder(),
          new LeaseFinder(),
          new SemaphoreFinder(),
          new DoubleBarrierFinder(),
          new QueueFinder(),
          new PartyFinder(),
          new PartitionFinder(),
          new BarrierFinder());

  private static final Trace.Finder OTHERWISE = new PlainNode();

  private final EngineClient engine;
  private final RecipeContext context;

  PathInspector(EngineClient engine, RecipeContext context) {
    this.engine = engine;
    this.context = context;
  }

  /** Looks once. */
  CompletableFuture<Inspection> inspect() {
    return engine.read(context, reads -> inspect(new Look(reads, null)));
  }

  /** Looks with the reads of a session, at nothing older than the call. */
  CompletableFuture<Inspection> inspect(Look look) {
    String path = context.storePath();
    return FreshRead.send(
            look.reads(),
            path,
            () -> Sight.read(look, engine.layout(), path, engine.wallTime(), engine.clockSkew()))
        .thenCompose(sight -> traces(sight, look).thenApply(traces -> inspection(sight, traces)));
  }

  private static CompletableFuture<List<Trace>> traces(Sight sight, Look look) {
    Optional<String> owner = Layout.owner(sight.path()).filter(path -> sight.isThere());
    if (owner.isPresent()) {
      return CompletableFuture.completedFuture(List.of(part(sight, owner.get())));
    }
    List<CompletableFuture<List<Trace>>> found =
        FINDERS.stream().map(finder -> finder.find(sight, look)).toList();
    return EngineLeases.all(found)
        .thenApply(traces -> likely(traces.stream().flatMap(List::stream).toList()))
        .thenCompose(
            traces ->
                traces.isEmpty()
                    ? OTHERWISE.find(sight, look)
                    : CompletableFuture.completedFuture(traces));
  }

  /** Nobody need guess where something is sure. */
  private static List<Trace> likely(List<Trace> traces) {
    List<Trace> sure = traces.stream().filter(trace -> !trace.finding().guess()).toList();
    return sure.isEmpty() ? traces : sure;
  }

  /** What lies beside another path is told there. */
  private static Trace part(Sight sight, String owner) {
    return Trace.of(List.of(), List.of(Told.fact("partOf", owner)), List.of(), sight.children());
  }

  private Inspection inspection(Sight sight, List<Trace> traces) {
    Set<String> known = new HashSet<>();
    traces.forEach(trace -> known.addAll(trace.children()));
    List<String> foreign =
        sight.children().stream().filter(name -> !known.contains(name)).sorted().toList();
    return new Inspection(
        context.path(), sight.at(), traces.stream().map(Trace::finding).toList(), foreign);
  }
}
