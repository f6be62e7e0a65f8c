package dev.coordination.it.differential;

import dev.coordination.ConnectionState;
import dev.coordination.CoordinationClient;
import dev.coordination.tck.TckClient;
import dev.coordination.tck.TckHarness;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * One of those who act in a run: a client under a name, the faults that befall it, and what it was
 * told of its connection. When its client is closed another takes its place.
 */
final class Actor {

  private final String name;
  private final TckHarness harness;
  private int breaks;
  private int ends;
  private TckClient handle;
  private boolean cut;

  Actor(String name, TckHarness harness) {
    this.name = name;
    this.harness = harness;
    this.handle = connected();
  }

  private TckClient connected() {
    TckClient connected = harness.connect(name);
    var unused = connected.client().onConnectionState(Runnable::run, this::told);
    return connected;
  }

  private synchronized void told(ConnectionState state) {
    breaks += state == ConnectionState.SUSPENDED ? 1 : 0;
    ends += state == ConnectionState.LOST ? 1 : 0;
    notifyAll();
  }

  /** Waits until what it was told makes a condition hold; false if that does not happen in time. */
  synchronized boolean awaitTold(BooleanSupplier condition, Duration atMost) {
    long end = System.nanoTime() + atMost.toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < end) {
      try {
        wait(Math.max(1, (end - System.nanoTime()) / 1_000_000));
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return condition.getAsBoolean();
  }

  void connectAnew() {
    handle = connected();
  }

  String name() {
    return name;
  }

  CoordinationClient client() {
    return handle.client();
  }

  TckClient faults() {
    return handle;
  }

  void cutLink() {
    cut = true;
    handle.cutLink();
  }

  void restoreLink() {
    cut = false;
    handle.restoreLink();
  }

  boolean isCut() {
    return cut;
  }

  boolean isConnected() {
    return client().connectionState() == ConnectionState.CONNECTED;
  }

  /** How often its link has broken. */
  synchronized int breaks() {
    return breaks;
  }

  /** How many of its sessions have ended. */
  synchronized int ends() {
    return ends;
  }

  @Override
  public String toString() {
    return name;
  }
}
