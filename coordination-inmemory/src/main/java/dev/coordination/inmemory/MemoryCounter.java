package dev.coordination.inmemory;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.coordination.DistributedCounter;
import dev.coordination.MalformedDataException;
import dev.coordination.inmemory.Call.Step;
import dev.coordination.support.Await;
import dev.coordination.support.Callbacks;
import dev.coordination.support.RecipeContext;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import java.util.regex.Pattern;

/**
 * The counter: decimal digits at its path. The store evaluates each change, so that changes never
 * race.
 */
final class MemoryCounter implements DistributedCounter {

  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+");

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
        ask(old -> old == expected ? new Step<>(true, encode(update)) : new Step<>(false, null)));
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

  private <T> Step<T> permitted(Space space, Step<T> step) {
    if (step.write() != null) {
      space.checkPermitted(context.storePath());
    }
    return step;
  }

  private long value(Space space) {
    byte[] bytes = space.read(context.storePath());
    return bytes == null || bytes.length == 0 ? defaultValue : decode(bytes);
  }

  private static Step<Long> set(long value) {
    return new Step<>(value, encode(value));
  }

  private static byte[] encode(long value) {
    return Long.toString(value).getBytes(US_ASCII);
  }

  private long decode(byte[] bytes) {
    String text = new String(bytes, US_ASCII);
    if (!NUMBER.matcher(text).matches()) {
      throw malformed(null);
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw malformed(e);
    }
  }

  private MalformedDataException malformed(
      @org.jspecify.annotations.Nullable NumberFormatException cause) {
    return new MalformedDataException(
        context.path() + ": what is stored there is not a number of 64 bits", cause);
  }
}
