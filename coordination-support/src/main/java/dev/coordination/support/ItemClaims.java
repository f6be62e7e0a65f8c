package dev.coordination.support;

import dev.coordination.Hold;
import dev.coordination.HoldState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The locks that one partitioner has asked for. Everything here runs on its loop.
 *
 * @param <T> the type of the items
 */
final class ItemClaims<T> {

  /** Is told, on the loop, what became of the requests. */
  interface Owner {

    /** A request has its answer; the failure, if it is one. */
    void settled(@Nullable Throwable failure);

    /** A lock was lost. */
    void lost();
  }

  private final PartitionBackend backend;
  private final DivisibleItems<T> items;
  private final Executor loop;
  private final Owner owner;
  private final Map<T, Acquisition<Hold>> pending = new LinkedHashMap<>();
  private final Map<T, Hold> held = new LinkedHashMap<>();

  ItemClaims(PartitionBackend backend, DivisibleItems<T> items, Executor loop, Owner owner) {
    this.backend = backend;
    this.items = items;
    this.loop = loop;
    this.owner = owner;
  }

  /** {@return what is locked, in the order in which it was granted; not to be changed} */
  Map<T, Hold> held() {
    return held;
  }

  /** {@return whether a request has no answer yet} */
  boolean isAsking() {
    return !pending.isEmpty();
  }

  /** Asks for the locks of some items, none of which is asked for or locked. */
  void ask(List<T> wanted, boolean patient) {
    List<Acquisition<Hold>> requests = backend.claim(items.names(wanted), patient);
    for (int i = 0; i < wanted.size(); i++) {
      pending.put(wanted.get(i), requests.get(i));
    }
    for (int i = 0; i < wanted.size(); i++) {
      follow(wanted.get(i), requests.get(i));
    }
  }

  private void follow(T item, Acquisition<Hold> request) {
    request.whenSettled(
        (granted, failure) ->
            loop.execute(
                () -> {
                  if (pending.remove(item, request)) {
                    settled(item, failure == null ? granted.orElse(null) : null, failure);
                  }
                }));
  }

  private void settled(T item, @Nullable Hold hold, @Nullable Throwable failure) {
    if (hold != null) {
      held.put(item, hold);
      ((AbstractHold) hold).whenEnded(how -> loop.execute(() -> ended(item, hold, how)));
    }
    owner.settled(failure == null ? null : Await.unwrap(failure));
  }

  private void ended(T item, Hold hold, HoldState how) {
    if (how == HoldState.LOST && held.remove(item, hold)) {
      owner.lost();
    }
  }

  /**
   * Gives back what is locked and asked for.
   *
   * @return completes when the store has confirmed that, or the link is seen to be down
   */
  CompletableFuture<@Nullable Void> giveBackAll() {
    List<Acquisition<Hold>> asked = new ArrayList<>(pending.values());
    pending.clear();
    asked.forEach(Acquisition::withdraw);
    return giveBack(List.copyOf(held.keySet()));
  }

  /**
   * Gives back some of what is locked.
   *
   * @return completes when the store has confirmed that, or the link is seen to be down
   */
  CompletableFuture<@Nullable Void> giveBack(Collection<T> some) {
    List<CompletableFuture<@Nullable Void>> ends = new ArrayList<>();
    for (T item : some) {
      Hold hold = held.remove(item);
      if (hold != null) {
        ends.add(((AbstractHold) hold).end());
      }
    }
    return CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new));
  }
}
