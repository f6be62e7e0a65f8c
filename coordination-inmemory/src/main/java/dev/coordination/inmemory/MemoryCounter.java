package dev.coordination.inmemory;

import dev.coordination.DistributedCounter;
import dev.coordination.support.Await;
import dev.coordination.support.Callbacks;
import dev.coordination.support.CounterText;
import dev.coordination.support.RecipeContext;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The counter: decimal digits at its path. The store evaluates each change, so that changes never
 * race.
 */
final class MemoryCounter implements DistributedCounter {

  /** What becomes of a value: what the caller is told, and what to store, or null for nothing. */
  private record Step<T>(T result, byte @Nullable [] write) {}

  private final RecipeContext context;
  private final MemoryClient client;
  private final long defaultValue;

  MemoryCounter(RecipeContext context, MemoryClient client, long defaultValue) {
    this.context = context;
    this.client = client;
    this.defaultValue = defaultValue;
  }

  @Override
  public String path() {
    return context.path();
  }

  @Override
  public long get() {
    return Await.uninterruptibly(reading());
  }

  @Override
  public CompletableFuture<Long> getAsync() {
    return Callbacks.relay(reading(), client.process());
  }

  @Override
  public long increment(long amount) {
    return Await.uninterruptibly(adding(amount));
  }

  @Override
  public CompletableFuture<Long> incrementAsync(long amount) {
    return Callbacks.relay(adding(amount), client.process());
  }

  @Override
  public long decrement(long amount) {
    return Await.uninterruptibly(ask(old -> set(Math.subtractExact(old, amount))));
  }

  @Override
  public void reset() {
    reset(defaultValue);
  }

  @Override
  public void reset(long value) {
    var unused = Await.uninterruptibly(ask(old -> set(value)));
  }

  @Override
  public boolean compareAndSet(long expected, long update) {
    return Await.uninterruptibly(
        ask(
            old ->
                old == expected
                    ? new Step<>(true, CounterText.encode(update))
                    : new Step<>(false, null)));
  }

  @Override
  public String toString() {
    return "%s[%s]".formatted(getClass().getSimpleName(), path());
  }

  private CompletableFuture<Long> reading() {
    return ask(value -> new Step<>(value, null));
  }

  private CompletableFuture<Long> adding(long amount) {
    return ask(old -> set(Math.addExact(old, amount)));
  }

  private <T> CompletableFuture<T> ask(LongFunction<Step<T>> question) {
    context.scope().ensureOpen();
    return client.call(
        context.storePath(), space -> permitted(space, question.apply(value(space))));
  }

  private <T> Call.Step<T> permitted(Space space, Step<T> step) {
    byte[] write = step.write();
    if (write == null) {
      return new Call.Step<>(step.result(), null);
    }
    space.checkPermitted(context.storePath());
    return new Call.Step<>(step.result(), () -> space.write(context.storePath(), write));
  }

  private long value(Space space) {
    byte[] bytes = space.read(context.storePath());
    return bytes == null || bytes.length == 0 ? defaultValue : decode(bytes);
  }

  private static Step<Long> set(long value) {
    return new Step<>(value, CounterText.encode(value));
  }

  private long decode(byte[] bytes) {
    Long value = CounterText.parse(bytes);
    if (value == null) {
      throw CounterText.malformed(context.path(), bytes);
    }
    return value;
  }
}
