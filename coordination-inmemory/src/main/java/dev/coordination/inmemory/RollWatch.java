package dev.coordination.inmemory;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Follows who is in one party. What the client knows of it is kept in one place, and whoever is
 * told of a change looks there: so some states may be missed, but never is an older one seen after
 * a newer one.
 */
final class RollWatch {

  private final Place place;
  private final Connection connection;
  private final Runnable owner;
  private volatile @Nullable List<Attendee> seen;
  private volatile boolean closed;

  /**
   * Creates one that follows nothing yet.
   *
   * @param place the party
   * @param connection the client's
   * @param owner is told that there may be something new to see, not under the monitor
   */
  RollWatch(Place place, Connection connection, Runnable owner) {
    this.place = place;
    this.connection = connection;
    this.owner = owner;
  }

  Place place() {
    return place;
  }

  boolean isClosed() {
    return closed;
  }

  /** {@return who is in the party, in the order of joining, or null before the first look} */
  @Nullable List<Attendee> seen() {
    return seen;
  }

  /** There may be something new. Under the monitor. */
  void look() {
    if (!closed && connection.isReachable()) {
      seen = connection.space().parties().at(place);
      connection.space().later(this::tell);
    }
  }

  private void tell() {
    if (!closed) {
      owner.run();
    }
  }

  /** Begins. Not under the monitor. */
  void start() {
    connection.space().transact(() -> connection.wishes().memberships().watch(this));
  }

  /** Ends. Not under the monitor. */
  void close() {
    closed = true;
    connection.space().transact(() -> connection.wishes().memberships().unwatch(this));
  }
}
