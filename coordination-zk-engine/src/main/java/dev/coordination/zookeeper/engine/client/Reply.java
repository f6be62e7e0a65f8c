package dev.coordination.zookeeper.engine.client;

import dev.coordination.zookeeper.engine.ZnodeException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.zookeeper.KeeperException;
import org.jspecify.annotations.Nullable;

/** What a request waits for: completed once, in the delivery context. */
final class Reply<T extends @Nullable Object> {

  final CompletableFuture<T> future = new CompletableFuture<>();
  final String path;
  final long sentNanos;
  private final Requests requests;

  /**
   * Creates the reply of a request that is about to be sent.
   *
   * @param requests to which it belongs
   * @param path the node of the request
   * @param sentNanos now
   */
  Reply(Requests requests, String path, long sentNanos) {
    this.requests = requests;
    this.path = path;
    this.sentNanos = sentNanos;
  }

  /** The reply is there: takes its value, or what its code stands for. */
  void got(int rc, Supplier<T> value) {
    if (rc == KeeperException.Code.OK.intValue()) {
      requests.deliver(this, () -> future.complete(value.get()));
    } else {
      failed(() -> StoreErrors.of(rc, path));
    }
  }

  /** There will be no other reply than this failure, which is asked for in the delivery context. */
  void failed(Supplier<ZnodeException> failure) {
    requests.deliver(this, () -> fail(failure.get()));
  }

  /** In the delivery context. */
  void fail(ZnodeException failure) {
    future.completeExceptionally(failure);
  }
}
