package dev.coordination.zookeeper.engine;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/*
 * A read that is not older than the call: sent behind a sync, in one go with it.
 *
 * When the link breaks between the two, the sync is lost and the read goes out on the next
 * connection, perhaps to a server that lags. So the read counts only if the sync was acknowledged.
 * After that it may come from any server, since none accepts a client that has seen more than itself.
 */
final class FreshRead {

  private FreshRead() {}

  /**
   * Sends the pair.
   *
   * @return the reply to the read, or what the sync failed with
   */
  static <T> CompletableFuture<T> send(
      ZnodeSession reads, String path, Supplier<CompletableFuture<T>> read) {
    return behind(reads.sync(path), read.get());
  }

  /** {@return the reply to a read that was sent behind a sync, or what the sync failed with} */
  static <T> CompletableFuture<T> behind(
      CompletableFuture<@Nullable Void> sync, CompletableFuture<T> read) {
    return sync.thenCombine(read, (synced, value) -> value);
  }
}
