package dev.coordination.zookeeper.engine;

import dev.coordination.OutcomeUnknownException;
import dev.coordination.ServiceUnavailableException;
import dev.coordination.support.RecipeContext;
import dev.coordination.support.Scheduler;
import dev.coordination.support.Scope;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeKind;
import dev.coordination.zookeeper.engine.ZnodeSession.Op;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One call of put or putAll, from the call to its result. */
final class ItemPut {

  private final EngineClient engine;
  private final String path;
  private final List<Op> operations;
  private final CompletableFuture<List<String>> future = new CompletableFuture<>();
  private boolean sent;

  /**
   * Creates the request.
   *
   * @param items where the items' nodes lie
   */
  ItemPut(EngineClient engine, String path, String items, List<byte[]> payloads, int priority) {
    this.engine = engine;
    this.path = path;
    this.operations =
        payloads.stream().map(payload -> operation(items, payload, priority)).toList();
  }

  /** Lets the request end with its scope, and when the operation timeout has passed. */
  ItemPut within(RecipeContext context) {
    Scope.Member member = this::close;
    context.scope().add(member);
    Scheduler.Timer timer =
        engine.scheduler().schedule(engine.operationTimeout(), () -> engine.run(this::late));
    var unused =
        future.whenComplete(
            (names, failure) -> {
              timer.cancel();
              context.scope().remove(member);
            });
    return this;
  }

  List<Op> operations() {
    return operations;
  }

  long size() {
    return RequestSize.of(operations);
  }

  CompletableFuture<List<String>> future() {
    return future;
  }

  boolean isSettled() {
    return future.isDone();
  }

  /** Tells whether it is in a write that is under way. */
  void setSent(boolean isSent) {
    sent = isSent;
  }

  void complete(List<String> names) {
    future.complete(names);
  }

  void fail(RuntimeException failure) {
    future.completeExceptionally(failure);
  }

  void failUnknown() {
    fail(
        new OutcomeUnknownException(
            "a put into %s was sent and its outcome cannot be found out".formatted(path)));
  }

  private void late() {
    if (sent) {
      failUnknown();
    } else {
      fail(new ServiceUnavailableException("no connection in time to put into " + path));
    }
  }

  /**
   * What has not been sent is not sent any more; what has been is awaited while there is a link.
   */
  private CompletableFuture<@Nullable Void> close() {
    engine.run(
        () -> {
          if (!sent) {
            fail(Scope.closedException());
          } else if (!engine.isConnected()) {
            failUnknown();
          }
        });
    return future.handle((names, failure) -> null);
  }

  private static Op operation(String items, byte[] payload, int priority) {
    return new Op.Create(Layout.item(items, priority), payload, NodeKind.PERSISTENT_SEQUENTIAL);
  }
}
