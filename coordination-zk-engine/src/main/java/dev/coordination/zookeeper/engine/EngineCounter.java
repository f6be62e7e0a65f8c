package dev.coordination.zookeeper.engine;

import dev.coordination.DistributedCounter;
import dev.coordination.support.Await;
import dev.coordination.support.Callbacks;
import dev.coordination.support.RecipeContext;
import dev.coordination.zookeeper.engine.CounterUpdate.Change;
import dev.coordination.zookeeper.engine.CounterUpdate.Step;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** The counter: reads behind a sync, and changes through the client's one writer for the path. */
final class EngineCounter implements DistributedCounter {

  private final EngineClient engine;
  private final RecipeContext context;
  private final long defaultValue;

  EngineCounter(EngineClient engine, RecipeContext context, long defaultValue) {
    this.engine = engine;
    this.context = context;
    this.defaultValue = defaultValue;
  }

  @Override
  public String path() {
    return context.path();
  }

  @Override
  public long get() {
    return Await.uninterruptibly(read());
  }

  @Override
  public CompletableFuture<Long> getAsync() {
    return Callbacks.relay(read(), engine.callbacks());
  }

  @Override
  public long increment(long amount) {
    return Await.uninterruptibly(add(amount));
  }

  @Override
  public CompletableFuture<Long> incrementAsync(long amount) {
    return Callbacks.relay(add(amount), engine.callbacks());
  }

  @Override
  public long decrement(long amount) {
    return Await.uninterruptibly(change(value -> Math.subtractExact(value, amount)));
  }

  @Override
  public void reset() {
    reset(defaultValue);
  }

  @Override
  public void reset(long value) {
    var unused = Await.uninterruptibly(submit(before -> new Step<>(value, value)));
  }

  @Override
  public boolean compareAndSet(long expected, long update) {
    return Await.uninterruptibly(compareAndSetAsync(expected, update));
  }

  /** What {@link #compareAndSet} waits for. */
  CompletableFuture<Boolean> compareAndSetAsync(long expected, long update) {
    return submit(
        value ->
            orDefault(value) == expected ? new Step<>(update, true) : new Step<>(value, false));
  }

  @Override
  public String toString() {
    return "EngineCounter[%s]".formatted(path());
  }

  private CompletableFuture<Long> read() {
    context.scope().ensureOpen();
    return engine
        .read(context, reads -> CounterValue.readFresh(reads, context.storePath()))
        .thenApply(value -> orDefault(value.orThrow(context.path())));
  }

  private CompletableFuture<Long> add(long amount) {
    return change(value -> Math.addExact(value, amount));
  }

  private CompletableFuture<Long> change(LongUnaryOperator function) {
    return submit(
        value -> {
          long before = orDefault(value);
          long after = function.applyAsLong(before);
          return new Step<>(after == before ? value : Long.valueOf(after), after);
        });
  }

  private <R> CompletableFuture<R> submit(Change<R> change) {
    context.scope().ensureOpen();
    CounterUpdate<R> update = new CounterUpdate<>(engine, context, change);
    engine.run(() -> engine.counterWriter(context.storePath()).submit(update));
    return update.future();
  }

  private long orDefault(@Nullable Long value) {
    return value == null ? defaultValue : value;
  }
}
