package dev.coordination.zookeeper.engine;

import dev.coordination.Codec;
import dev.coordination.ServiceUnavailableException;
import dev.coordination.support.AbstractDistributedQueue;
import dev.coordination.support.Deadline;
import dev.coordination.support.RecipeContext;
import dev.coordination.support.Scheduler;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The queue: what it does is done by what its client's queues at the path share. */
final class EngineQueue<T> extends AbstractDistributedQueue<T> {

  private final EngineClient engine;
  private final String path;

  EngineQueue(EngineClient engine, RecipeContext context, Codec<T> codec) {
    super(context, codec, engine.scheduler(), engine.callbacks());
    this.engine = engine;
    this.path = context.storePath();
  }

  @Override
  protected CompletableFuture<List<String>> send(List<byte[]> payloads, int priority) {
    ItemPut put = new ItemPut(engine, path, path, payloads, priority);
    QueueWriter.checkSize(put, path);
    put.within(context());
    engine.run(() -> engine.queues().at(path).writer().submit(put));
    return put.future();
  }

  @Override
  protected CompletableFuture<Optional<FoundItem>> find(Deadline deadline) {
    CompletableFuture<Optional<FoundItem>> result = new CompletableFuture<>();
    Scheduler.Timer timer =
        deadline.schedule(engine.scheduler(), () -> result.complete(Optional.empty()));
    var unused = result.whenComplete((found, failure) -> timer.cancel());
    engine.run(() -> engine.queues().at(path).find(result, true));
    return result;
  }

  @Override
  protected CompletableFuture<Optional<FoundItem>> findNow() {
    CompletableFuture<Optional<FoundItem>> result =
        engine.pending(
            context(),
            () -> new ServiceUnavailableException("no reply for " + path() + " in time"));
    engine.run(() -> findNow(result));
    return result;
  }

  /** "Now" has no answer while the link is down. */
  private void findNow(CompletableFuture<Optional<FoundItem>> result) {
    if (engine.isConnected()) {
      engine.queues().at(path).find(result, false);
    } else {
      result.completeExceptionally(new ServiceUnavailableException("not connected: " + path()));
    }
  }

  @Override
  protected CompletableFuture<Integer> count() {
    return ItemCount.of(engine, context(), path);
  }
}
