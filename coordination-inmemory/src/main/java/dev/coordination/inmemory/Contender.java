package dev.coordination.inmemory;

/** One entry in a line. The object itself is the unique id by which its client finds it again. */
final class Contender {

  final Session session;
  final Wishes owner;
  final Candidate candidate;

  /** Given by the store with the place in line. */
  long token;

  /** Whether the store has it in a line. */
  boolean standing;

  Contender(Session session, Wishes owner, Candidate candidate) {
    this.session = session;
    this.owner = owner;
    this.candidate = candidate;
  }

  String path() {
    return candidate.path();
  }

  String identifier() {
    return candidate.context().identifier();
  }

  @Override
  public String toString() {
    return "%s: contender %d of \"%s\"".formatted(path(), token, identifier());
  }
}
