package dev.coordination.zookeeper.engine.sim;

import dev.coordination.zookeeper.engine.ZnodeException;
import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeEvent;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A request on its way, as the client that made it keeps it. */
final class Call {

  /** Takes the outcome: exactly one of the two is null. */
  interface Outcome {
    void complete(@Nullable Answer answer, @Nullable ZnodeException failure);
  }

  final Request request;

  /** What the read asks to be told; null for nothing, or no longer. */
  @Nullable Consumer<NodeEvent> watch;

  private final Outcome outcome;

  /** The fault "drop the reply": the link breaks when the reply comes by. */
  boolean replyLost;

  Call(Request request, @Nullable Consumer<NodeEvent> watch, Outcome outcome) {
    this.request = request;
    this.watch = watch;
    this.outcome = outcome;
  }

  /** A request of the library's own. */
  static Call own(Request request) {
    return new Call(request, null, (answer, failure) -> {});
  }

  void answer(Answer answer) {
    if (answer instanceof Answer.Failed failed) {
      outcome.complete(
          null, new ZnodeException(failed.code(), request.path(), failed.index(), null));
    } else {
      outcome.complete(answer, null);
    }
  }

  void fail(Code code) {
    outcome.complete(null, new ZnodeException(code, request.path(), 0, null));
  }
}
