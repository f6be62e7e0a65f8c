package dev.coordination.it.differential;

import dev.coordination.HoldLostException;
import dev.coordination.OutcomeUnknownException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** One call under way on a thread of its own, and what came of it in words that can be compared. */
final class Call {

  private final CompletableFuture<String> outcome = new CompletableFuture<>();
  private final Thread thread;

  Call(String who, Callable<String> body) {
    thread = new Thread(() -> outcome.complete(outcomeOf(body)), "calls of " + who);
    thread.setDaemon(true);
  }

  private static String outcomeOf(Callable<String> body) {
    try {
      return body.call();
    } catch (Throwable failure) { // whatever it is, it is to be compared
      return describe(failure);
    }
  }

  /** The type of a failure, and what it has for its catcher; messages are each backend's own. */
  private static String describe(Throwable failure) {
    String detail = "";
    if (failure instanceof OutcomeUnknownException unknown) {
      detail = unknown.payload().map(Call::text).orElse("");
    } else if (failure instanceof HoldLostException lost) {
      detail = lost.outcome().map(String::valueOf).orElse("") + suppressed(failure);
    }
    return failure.getClass().getSimpleName() + (detail.isEmpty() ? "" : "(" + detail + ")");
  }

  private static String suppressed(Throwable failure) {
    return String.join(" ", Arrays.stream(failure.getSuppressed()).map(Call::describe).toList());
  }

  private static String text(byte[] payload) {
    return new String(payload, StandardCharsets.UTF_8);
  }

  Thread thread() {
    return thread;
  }

  boolean isDone() {
    return outcome.isDone();
  }

  /** What it returned, or threw. */
  String outcome() {
    return outcome.join();
  }

  void interrupt() {
    thread.interrupt();
  }
}
