package dev.coordination.zookeeper.engine;

import dev.coordination.CoordinationException;
import dev.coordination.MalformedDataException;
import dev.coordination.NotPermittedException;
import dev.coordination.ServiceUnavailableException;
import dev.coordination.support.Await;
import dev.coordination.zookeeper.engine.ZnodeException.Code;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The one place that reads failures of requests, and says them in the words of the API. */
final class ZnodeFailures {

  private ZnodeFailures() {}

  /** {@return what a request failed with, or null if it did not fail} */
  static @Nullable ZnodeException of(@Nullable Throwable failure) {
    if (failure == null) {
      return null;
    }
    Throwable cause = Await.unwrap(failure);
    return cause instanceof ZnodeException known
        ? known
        : new ZnodeException(Code.OTHER, "request", 0, cause);
  }

  /**
   * Tells whether the failure is the answer of a transaction that the ensemble agreed on: a refused
   * write is agreed on too, as a transaction that records the refusal.
   */
  static boolean isCommitted(Throwable failure) {
    return switch (codeOf(failure)) {
      case NO_NODE, NODE_EXISTS, BAD_VERSION, NOT_EMPTY -> true;
      default -> false;
    };
  }

  /**
   * {@return whether the request is refused for good, and not because of what is there or is not}
   */
  static boolean isRefusal(ZnodeException failure) {
    return switch (failure.code()) {
      case NODE_EXISTS, NO_NODE, CONNECTION_LOSS, SESSION_EXPIRED -> false;
      default -> true;
    };
  }

  /** {@return whether the link or the session ended before there was an answer} */
  static boolean isInterrupted(Throwable failure) {
    Code code = codeOf(failure);
    return code == Code.CONNECTION_LOSS || code == Code.SESSION_EXPIRED;
  }

  /** Says a definite failure, after which nothing was applied, in the words of the API. */
  static CoordinationException toApi(ZnodeException failure, String path) {
    return switch (failure.code()) {
      case NO_AUTH ->
          new NotPermittedException(
              "access to %s denied: %s".formatted(path, failure.getMessage()), failure);
      case TOO_LARGE ->
          new ServiceUnavailableException(
              "too large for ZooKeeper, as jute.maxbuffer is set: %s; %s"
                  .formatted(path, reason(failure)),
              failure);
      case NO_CHILDREN_FOR_EPHEMERALS ->
          new MalformedDataException(path + " lies below an ephemeral node", failure);
      default ->
          new ServiceUnavailableException(
              "request for " + path + " failed: " + failure.code(), failure);
    };
  }

  /** {@return the failure of whoever stands or looks for an item where numbers give no order} */
  static MalformedDataException numbersExhausted(String path) {
    return new MalformedDataException(
        "the sequence numbers below %s have passed 2^31 and give no order; use another path"
            .formatted(path));
  }

  private static String reason(ZnodeException failure) {
    Throwable cause = failure.getCause();
    return String.valueOf(cause == null ? failure.getMessage() : cause.getMessage());
  }

  /** Takes one failure for a value, and throws any other again. */
  static <T> T recover(Throwable failure, Code expected, T value) {
    if (codeOf(failure) == expected) {
      return value;
    }
    throw failure instanceof CompletionException wrapped
        ? wrapped
        : new CompletionException(failure);
  }

  private static Code codeOf(Throwable failure) {
    return Await.unwrap(failure) instanceof ZnodeException known ? known.code() : Code.OTHER;
  }
}
