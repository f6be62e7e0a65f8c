package dev.coordination.support;

import dev.coordination.Codec;
import dev.coordination.support.AbstractDistributedQueue.FoundItem;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The second half of taking an item: decoding and removing it. */
final class Taking {

  private Taking() {}

  /** Takes a found item, in this thread; empty if somebody else was faster. */
  static <T> Optional<T> take(FoundItem item, Codec<T> codec, Scope scope) {
    T value = decode(item, codec);
    return Await.uninterruptibly(remove(item, scope)) ? Optional.of(value) : Optional.empty();
  }

  /** Decodes a found item. The codec gets bytes of its own, to do with as it likes. */
  static <T> T decoded(FoundItem item, Codec<T> codec) {
    return Objects.requireNonNull(
        codec.decode(item.payload().clone()), "the codec decoded an item to null");
  }

  /** Decodes a found item, and leaves it where it is if that fails. */
  private static <T> T decode(FoundItem item, Codec<T> codec) {
    try {
      return decoded(item, codec);
    } catch (Throwable e) { // whatever it is: the item must not be kept from the others
      item.leave();
      throw e;
    }
  }

  /** Sends the removal, which the end of the scope then waits for. */
  private static CompletableFuture<Boolean> remove(FoundItem item, Scope scope) {
    CompletableFuture<@Nullable Void> over = new CompletableFuture<>();
    Scope.Member member = () -> over;
    try {
      scope.add(member);
    } catch (IllegalStateException closed) {
      item.leave();
      throw closed;
    }
    CompletableFuture<Boolean> removal = item.remove();
    var unused =
        removal.whenComplete(
            (mine, failure) -> {
              scope.remove(member);
              over.complete(null);
            });
    return removal;
  }
}
