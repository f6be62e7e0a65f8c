package dev.coordination.inmemory;

import dev.coordination.support.BarrierWait;
import org.jspecify.annotations.Nullable;

/** One wait at a barrier, as the store and its client know it. Guarded by the space's monitor. */
final class BarrierVisit implements BarrierWait.Visit {

  private final MemoryClient client;
  private final String path;
  private final String identifier;
  private final int parties;
  private final BarrierWait wait;

  /** The session in which it came last. */
  @Nullable Session session;

  /** The store knows of it, and its barrier has not opened. */
  boolean arrived;

  /** Its barrier has opened, whether or not the client knows. */
  boolean opened;

  /**
   * Creates one that has not come yet.
   *
   * @param parties how many open the barrier, or 0
   * @param wait is told the outcome
   */
  BarrierVisit(MemoryClient client, String path, String identifier, int parties, BarrierWait wait) {
    this.client = client;
    this.path = path;
    this.identifier = identifier;
    this.parties = parties;
    this.wait = wait;
  }

  String path() {
    return path;
  }

  int parties() {
    return parties;
  }

  BarrierWait outcome() {
    return wait;
  }

  /** Whether it is one of those who open the barrier by waiting at once. */
  boolean counts() {
    return arrived && parties > 0 && session != null && !session.ended;
  }

  /** The barrier opens. */
  void open() {
    arrived = false;
    opened = true;
    client.visits().opened(this);
  }

  @Override
  public void begin() {
    client.visits(visits -> visits.begin(this));
  }

  @Override
  public void giveUp() {
    client.visits(visits -> visits.giveUp(this));
  }

  @Override
  public void withdraw() {
    client.visits(visits -> visits.withdraw(this));
  }

  @Override
  public String toString() {
    return "%s waits at the barrier %s".formatted(identifier, path);
  }
}
