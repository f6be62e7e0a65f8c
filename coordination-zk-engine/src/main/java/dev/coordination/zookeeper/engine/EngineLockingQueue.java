package dev.coordination.zookeeper.engine;

import dev.coordination.ClaimedItem;
import dev.coordination.Codec;
import dev.coordination.support.AbstractClaimedItem;
import dev.coordination.support.AbstractLockingQueue;
import dev.coordination.support.Acquisition;
import dev.coordination.support.Deadline;
import dev.coordination.support.RecipeContext;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The locking queue: what it does is done by what its client's queues at the path share. */
final class EngineLockingQueue<T> extends AbstractLockingQueue<T> {

  private final EngineClient engine;
  private final Codec<T> codec;
  private final String path;

  EngineLockingQueue(EngineClient engine, RecipeContext context, Codec<T> codec) {
    super(context, codec, engine.scheduler(), engine.callbacks());
    this.engine = engine;
    this.codec = codec;
    this.path = context.storePath();
  }

  @Override
  protected CompletableFuture<List<String>> send(List<byte[]> payloads, int priority) {
    ItemPut put = new ItemPut(engine, path, Layout.entries(path), payloads, priority);
    QueueWriter.checkSize(put, path);
    put.within(context());
    engine.run(() -> engine.queues().lockingAt(path).writer().submit(put));
    return put.future();
  }

  @Override
  protected Acquisition<ClaimedItem<T>> enqueue(Deadline deadline, Set<String> avoided) {
    Request request = new Request(true, avoided);
    request.acquisition.refuseAt(deadline, engine.scheduler());
    return request.submit();
  }

  @Override
  protected Acquisition<ClaimedItem<T>> attempt() {
    Request request = new Request(false, Set.of());
    request.acquisition.unlessSettledWithin(
        engine.operationTimeout(),
        engine.scheduler(),
        () -> request.failUnavailable("no reply in time"));
    return request.submit();
  }

  @Override
  protected CompletableFuture<Integer> count() {
    return ItemCount.of(engine, context(), Layout.entries(path));
  }

  /** One call that claims an item. */
  private final class Request extends Claimant {

    private final Acquisition<ClaimedItem<T>> acquisition = new Acquisition<>();
    private @Nullable EngineClaimedItem<T> hold;

    Request(boolean patient, Set<String> avoided) {
      super(path(), patient, avoided);
    }

    Acquisition<ClaimedItem<T>> submit() {
      engine.run(() -> engine.queues().lockingAt(path).claim(this));
      return acquisition;
    }

    @Override
    boolean isSettled() {
      return acquisition.isSettled();
    }

    @Override
    void whenSettled(Runnable action) {
      acquisition.whenSettled(action);
    }

    @Override
    AbstractClaimedItem<?> makeHold(Claim claim) {
      EngineClaimedItem<T> made = new EngineClaimedItem<>(context(), engine, codec, claim);
      hold = made;
      return made;
    }

    @Override
    boolean grant() {
      return hold != null && acquisition.grant(hold);
    }

    @Override
    void refuse() {
      acquisition.refuse();
    }

    @Override
    void fail(RuntimeException failure) {
      acquisition.fail(failure);
    }
  }
}
