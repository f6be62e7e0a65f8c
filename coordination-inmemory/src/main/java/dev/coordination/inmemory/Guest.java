package dev.coordination.inmemory;

import dev.coordination.support.AbstractDoubleBarrier;
import dev.coordination.support.BarrierWait;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One stay at a double barrier, as the store and its client know it. Guarded by the space's
 * monitor.
 */
final class Guest implements AbstractDoubleBarrier.Stay {

  private final MemoryClient client;
  private final String path;
  private final String identifier;
  private final int parties;

  /** The session in which it came last. */
  @Nullable Session session;

  /** Waits or is inside, as the store has it. */
  boolean standing;

  /** Has left, by its own doing. */
  boolean gone;

  /** With whom it was let in. */
  @Nullable Generation generation;

  /** What waits to enter; null before and after. */
  @Nullable BarrierWait entering;

  /** What waits until the others have left; null before and after. */
  @Nullable BarrierWait leaving;

  Guest(MemoryClient client, String path, String identifier, int parties) {
    this.client = client;
    this.path = path;
    this.identifier = identifier;
    this.parties = parties;
  }

  String path() {
    return path;
  }

  int parties() {
    return parties;
  }

  /** Something has become of it that its client is waiting for. */
  void stirred() {
    client.guests().stirred(this);
  }

  /** Somebody else took it out of the store. */
  void removedByHand() {
    client.guests().removedByHand(this);
  }

  @Override
  public BarrierWait.Visit entrance(BarrierWait wait) {
    return new Step(guests -> guests.enter(this, wait));
  }

  @Override
  public BarrierWait.Visit exit(BarrierWait wait) {
    return new Step(guests -> guests.leave(this, wait));
  }

  /** Done when it returns: what cannot be sent now is sent as soon as the store is reached. */
  @Override
  public CompletableFuture<@Nullable Void> abandon() {
    client.guests(guests -> guests.abandon(this));
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public String toString() {
    return "%s is at the double barrier %s".formatted(identifier, path);
  }

  /** Entering or leaving. */
  private final class Step implements BarrierWait.Visit {
    private final Consumer<Guests> begin;

    Step(Consumer<Guests> begin) {
      this.begin = begin;
    }

    @Override
    public void begin() {
      client.guests(begin);
    }

    @Override
    public void giveUp() {
      client.guests(guests -> guests.giveUp(Guest.this));
    }

    @Override
    public void withdraw() {
      client.guests(guests -> guests.withdraw(Guest.this));
    }
  }
}
