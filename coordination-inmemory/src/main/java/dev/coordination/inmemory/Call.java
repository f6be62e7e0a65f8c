package dev.coordination.inmemory;

import dev.coordination.CoordinationException;
import dev.coordination.OutcomeUnknownException;
import dev.coordination.ServiceUnavailableException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A request that waits for the store and for nobody else. Guarded by the space's monitor, but for
 * the reply.
 *
 * @param <T> the type of the result
 */
final class Call<T> {

  /**
   * What the store makes of a request.
   *
   * @param result what the caller is told
   * @param write changes the store, or null for nothing
   */
  record Step<T>(T result, @Nullable Runnable write) {}

  private final String path;
  private final Function<Space, Step<T>> body;
  private final byte @Nullable [] payload;
  private final CompletableFuture<T> reply = new CompletableFuture<>();
  private @Nullable Step<T> step;
  private @Nullable RuntimeException failure;

  private boolean repeatable;

  /** Whether a write is on its way of which nothing has been heard. */
  boolean sent;

  /**
   * Creates one that has not been sent yet.
   *
   * @param path what it is about, for messages
   * @param body what the store makes of it, without effect
   * @param payload what the caller is given if nobody knows whether it was removed, or null
   */
  Call(String path, Function<Space, Step<T>> body, byte @Nullable [] payload) {
    this.path = path;
    this.body = body;
    this.payload = payload;
  }

  /** Says that deciding again is right, whatever became of a write that was sent. */
  Call<T> repeatable() {
    repeatable = true;
    return this;
  }

  /** Whether nobody can tell any more what became of it, once the session is over. */
  boolean endsWithSession() {
    return sent && !repeatable;
  }

  CompletableFuture<T> reply() {
    return reply;
  }

  /** Lets the store decide, without effect; returns what to change, or null for nothing. */
  @Nullable Runnable decide(Space space) {
    step = null;
    failure = null;
    try {
      step = body.apply(space);
      return step.write();
    } catch (CoordinationException | ArithmeticException e) {
      failure = e;
      return null;
    }
  }

  /** Hands the caller what was decided last. Not under the monitor. */
  void deliver() {
    if (failure != null) {
      reply.completeExceptionally(failure);
    } else if (step != null) {
      reply.complete(step.result());
    }
  }

  /** Ends the call without an answer. Not under the monitor. */
  void fail(RuntimeException why) {
    reply.completeExceptionally(why);
  }

  RuntimeException unanswered(String why) {
    return sent
        ? new OutcomeUnknownException(
            "%s: a write was sent and %s".formatted(path, why), null, payload)
        : new ServiceUnavailableException("%s: %s".formatted(path, why));
  }
}
