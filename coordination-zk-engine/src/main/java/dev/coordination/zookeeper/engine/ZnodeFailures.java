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

  /** {@return whether the creation of a parent is refused for a reason of its own, and for good} */
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
      case NO_AUTH -> new NotPermittedException("access to " + path + " denied", failure);
      case TOO_LARGE ->
          new ServiceUnavailableException(
              "reply for " + path + " is larger than jute.maxbuffer; raise it on both sides",
              failure);
      case NO_CHILDREN_FOR_EPHEMERALS ->
          new MalformedDataException(path + " lies below an ephemeral node", failure);
      default ->
          new ServiceUnavailableException(
              "request for " + path + " failed: " + failure.code(), failure);
    };
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
