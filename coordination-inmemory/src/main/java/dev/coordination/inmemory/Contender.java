package dev.coordination.inmemory;

import dev.coordination.support.QueuedItem;
import org.jspecify.annotations.Nullable;

/** One entry in a line. The object itself is the unique id by which its client finds it again. */
final class Contender {

  final Session session;
  final Wishes owner;
  final Candidate<?> candidate;

  /** Given by the store with the place in line. */
  long token;

  /** Whether the store has it in a line. */
  boolean standing;

  /** Whether its client has been told that it holds. */
  boolean granted;

  /** What is, or was, claimed, in a locking queue. */
  @Nullable QueuedItem item;

  /** Whether it went with the item: its client learns that from the reply, and not as a loss. */
  boolean consumed;

  Contender(Session session, Wishes owner, Candidate<?> candidate) {
    this.session = session;
    this.owner = owner;
    this.candidate = candidate;
  }

  /** Its turn has come; {@return whether it holds, by now or already} */
  boolean offer() {
    if (!granted) {
      owner.turnOf(this);
    }
    return granted;
  }

  Place place() {
    return candidate.place();
  }

  String identifier() {
    return candidate.context().identifier();
  }

  @Override
  public String toString() {
    return "%s: contender %s of \"%s\"".formatted(place().path(), token, identifier());
  }
}
