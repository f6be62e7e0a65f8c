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
   * @param write what to store at the path, or null for nothing
   */
  record Step<T>(T result, byte @Nullable [] write) {}

  private final String path;
  private final Function<Space, Step<T>> body;
  private final CompletableFuture<T> reply = new CompletableFuture<>();
  private @Nullable Step<T> step;
  private @Nullable RuntimeException failure;

  /** Whether a write is on its way of which nothing has been heard. */
  boolean sent;

  Call(String path, Function<Space, Step<T>> body) {
    this.path = path;
    this.body = body;
  }

  String path() {
    return path;
  }

  CompletableFuture<T> reply() {
    return reply;
  }

  /** Lets the store decide, without effect; returns what to write, or null for nothing. */
  byte @Nullable [] decide(Space space) {
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
        ? new OutcomeUnknownException("%s: a write was sent and %s".formatted(path, why))
        : new ServiceUnavailableException("%s: %s".formatted(path, why));
  }
}
