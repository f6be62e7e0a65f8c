package dev.coordination.support;

import dev.coordination.ServiceUnavailableException;
import dev.coordination.support.AbstractParty.Entrant;
import dev.coordination.support.AbstractParty.Entry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A participant's stay in a party, from joining to leaving. One that is not confirmed in time, or
 * is refused, is over without having begun: its entry is withdrawn, so that nothing comes of it
 * later.
 */
final class Stay implements Entrant, Scope.Member {

  private final Entry entry;
  private final RecipeContext context;

  /** Where this stands as long as it lasts. */
  private final AtomicReference<@Nullable Stay> slot;

  private final CompletableFuture<@Nullable Void> confirmation = new CompletableFuture<>();

  Stay(
      Function<Entrant, Entry> entries,
      RecipeContext context,
      AtomicReference<@Nullable Stay> slot) {
    this.entry = entries.apply(this);
    this.context = context;
    this.slot = slot;
  }

  /** Lets the entry be made; it must be confirmed in time. */
  void begin(Scheduler scheduler, Duration time) {
    try {
      context.scope().add(this);
    } catch (IllegalStateException closed) {
      slot.compareAndSet(this, null);
      confirmation.completeExceptionally(closed);
      return;
    }
    Scheduler.Timer timer = scheduler.schedule(time, () -> refused(late(time)));
    var unused = confirmation.whenComplete((done, failure) -> timer.cancel());
    entry.start();
    if (confirmation.isCompletedExceptionally()) {
      var unusedToo = withdraw(); // whoever ended this may have done so before the start
    }
  }

  /** {@return completes when the entry stood for the first time, or with the reason why not} */
  CompletableFuture<@Nullable Void> confirmation() {
    return confirmation;
  }

  boolean stands() {
    return entry.stands();
  }

  @Override
  public void entered() {
    confirmation.complete(null);
  }

  /** Too late for a stay that was confirmed: it lasts, and the backend tries again. */
  @Override
  public void refused(RuntimeException failure) {
    if (confirmation.completeExceptionally(failure)) {
      var unused = withdraw();
    }
  }

  /**
   * Ends the stay.
   *
   * @param why what a caller sees that still waits for its beginning
   */
  CompletableFuture<@Nullable Void> end(RuntimeException why) {
    confirmation.completeExceptionally(why);
    return withdraw();
  }

  @Override
  public CompletableFuture<@Nullable Void> end() {
    return end(Scope.closedException());
  }

  private CompletableFuture<@Nullable Void> withdraw() {
    slot.compareAndSet(this, null);
    context.scope().remove(this);
    return entry.withdraw();
  }

  private ServiceUnavailableException late(Duration time) {
    return new ServiceUnavailableException(
        "no confirmation from %s within %s".formatted(context.path(), time));
  }
}
