package dev.coordination.support;

import dev.coordination.HoldState;
import dev.coordination.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A handle of one or several slots that were granted together. It ends with the first of them. */
final class LeaseHold extends AbstractHold implements Lease {

  private final Leases leases;
  private final RecipeContext context;
  private final Duration duration;
  private final List<SlotGrant> slots;

  LeaseHold(
      Leases leases,
      RecipeContext context,
      Duration duration,
      List<SlotGrant> slots,
      Executor callbacks) {
    super(context, largestToken(slots), new SlotValidity(slots, leases.clock()), callbacks);
    this.leases = leases;
    this.context = context;
    this.duration = duration;
    this.slots = slots;
  }

  RecipeContext context() {
    return context;
  }

  Duration duration() {
    return duration;
  }

  List<SlotGrant> slots() {
    return slots;
  }

  @Override
  public Instant expiresAt() {
    return slots.stream().map(SlotGrant::end).min(Comparator.naturalOrder()).orElseThrow();
  }

  @Override
  public boolean renew() {
    context.scope().ensureOpen();
    return Await.uninterruptibly(leases.renew(this));
  }

  /** Its time is over: there is nothing to do in the store. */
  @Override
  protected CompletableFuture<@Nullable Void> remove(HoldState how) {
    slots.forEach(slot -> slot.remove(this));
    return CompletableFuture.completedFuture(null);
  }

  /**
   * A write as any other, which may fail, and be tried again. Of several slots some may still be
   * ours when the first is lost.
   */
  @Override
  CompletableFuture<@Nullable Void> end() {
    if (slots.size() == 1 && state() == HoldState.LOST) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<@Nullable Void> freed = new CompletableFuture<>();
    endWithoutRemoval(() -> leases.free(this, freed)); // sent before any listener is told
    return freed;
  }

  /** Ends together with another handle of a slot that was released. */
  void endReleased() {
    slots.forEach(slot -> slot.remove(this));
    endWithoutRemoval(() -> {});
  }

  private static long largestToken(List<SlotGrant> slots) {
    return slots.stream().mapToLong(SlotGrant::token).max().orElseThrow();
  }

  /** Until the first deadline; no link has a part in it. */
  private record SlotValidity(List<SlotGrant> slots, LeaseClock clock) implements Validity {

    @Override
    public long remainingNanos() {
      long now = clock.scheduler().nanoTime();
      return slots.stream().mapToLong(slot -> slot.deadline() - now).min().orElseThrow();
    }

    @Override
    public boolean isSuspended() {
      return false;
    }
  }
}
