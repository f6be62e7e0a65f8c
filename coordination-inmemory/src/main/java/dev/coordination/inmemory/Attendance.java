package dev.coordination.inmemory;

/**
 * One entry in a party, in one session. The object itself is the unique id by which its client
 * finds it again. Guarded by the space's monitor.
 */
final class Attendance {

  final Session session;
  final Membership member;
  final Memberships owner;

  /** Given by the store with the entry: later entries have larger ones. */
  long token;

  /** Whether the store has it. */
  boolean standing;

  Attendance(Session session, Membership member, Memberships owner) {
    this.session = session;
    this.member = member;
    this.owner = owner;
  }

  Place place() {
    return member.place();
  }

  /** {@return the entry as everybody may see it} */
  Attendee attendee() {
    return new Attendee(token, member.identifier(), member.data());
  }

  @Override
  public String toString() {
    return "%s: member %s, \"%s\"".formatted(place().path(), token, member.identifier());
  }
}
