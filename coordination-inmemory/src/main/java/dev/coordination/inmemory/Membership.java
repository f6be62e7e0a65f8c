package dev.coordination.inmemory;

import dev.coordination.support.Validity;
import org.jspecify.annotations.Nullable;

/**
 * One participant's membership of a party, over as many sessions as it takes. While it is
 * {@linkplain Memberships#join wanted} it has one entry in the store at a time.
 */
final class Membership {

  /** Is told how the membership stands, not under the monitor. */
  interface Owner {

    /** An entry stands in the store, the first one or another. */
    void entered();

    /** The store refuses; it is asked again when the link is back, unless the owner leaves. */
    void refused(RuntimeException failure);
  }

  private final Place place;
  private final String identifier;
  private final byte[] data;
  private final Owner owner;

  /** The entry in the store: sent, and perhaps received. Guarded by the space's monitor. */
  @Nullable Attendance entry;

  /** It has left, for good: whoever began to join before that comes too late. */
  boolean left;

  /** What the entry relies on, once it is confirmed. */
  private volatile @Nullable Validity standing;

  /**
   * Creates one that is not wanted yet.
   *
   * @param place the party
   * @param identifier under which the member is listed
   * @param data what the entry carries
   * @param owner is told how it stands
   */
  Membership(Place place, String identifier, byte[] data, Owner owner) {
    this.place = place;
    this.identifier = identifier;
    this.data = data;
    this.owner = owner;
  }

  Place place() {
    return place;
  }

  String identifier() {
    return identifier;
  }

  byte[] data() {
    return data;
  }

  Owner owner() {
    return owner;
  }

  /**
   * Tells, on any thread, whether the entry stands, for all the client can know: not from the
   * deadline on, which comes before the store ends the session by time.
   */
  boolean isMember() {
    Validity current = standing;
    return current != null && current.remainingNanos() > 0;
  }

  boolean isConfirmed() {
    return standing != null;
  }

  void confirm(Validity validity) {
    standing = validity;
  }

  void doubt() {
    standing = null;
  }
}
