package dev.coordination.zookeeper.engine;

import dev.coordination.support.LeaseStore;
import dev.coordination.support.RecipeContext;
import dev.coordination.zookeeper.engine.ZnodeException.Code;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** The slots of leases: PATH/lease_holder, changed under the lock on PATH. */
final class EngineLeases implements LeaseStore {

  /** A slot, and the version of its data. */
  record Stored(Slot slot, int version) {
    private static final Stored EMPTY = new Stored(new Slot(null, 0), ZnodeSession.ANY);
  }

  private final EngineClient engine;

  EngineLeases(EngineClient engine) {
    this.engine = engine;
  }

  @Override
  public CompletableFuture<List<Slot>> read(RecipeContext context, List<String> paths) {
    return engine.read(context, reads -> readFresh(reads, paths));
  }

  @Override
  public <T> CompletableFuture<T> change(
      RecipeContext context, List<String> paths, Question<T> question) {
    context.scope().ensureOpen();
    LeaseChange<T> change = new LeaseChange<>(engine, context, paths, question);
    change.start();
    return change.reply();
  }

  /** Reads slots as they are now, or later. */
  static CompletableFuture<List<Slot>> readFresh(ZnodeSession reads, List<String> paths) {
    return FreshRead.send(
        reads, paths.get(0), () -> all(paths.stream().map(path -> slot(reads, path)).toList()));
  }

  private static CompletableFuture<Slot> slot(ZnodeSession reads, String path) {
    return read(reads, path).thenApply(Stored::slot);
  }

  static CompletableFuture<Stored> read(ZnodeSession reads, String path) {
    return reads
        .getData(Layout.leaseHolder(path), null)
        .thenApply(
            found ->
                new Stored(new Slot(found.data(), found.stat().czxid()), found.stat().version()))
        .exceptionally(failure -> ZnodeFailures.recover(failure, Code.NO_NODE, Stored.EMPTY));
  }

  /** {@return the replies to all of some requests, or what one of them failed with} */
  static <T> CompletableFuture<List<T>> all(List<CompletableFuture<T>> replies) {
    return CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new))
        .thenApply(
            done ->
                IntStream.range(0, replies.size()).mapToObj(i -> replies.get(i).join()).toList());
  }
}
