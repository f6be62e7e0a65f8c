package dev.coordination.it.mutants;

import dev.coordination.it.mutants.PlantedBug.Backend;
import java.util.List;
import java.util.stream.Stream;

/** Bugs of the read/write lock and the semaphore in memory. */
final class SharedHoldBugs {

  private SharedHoldBugs() {}

  static List<PlantedBug> all() {
    return Stream.of(READERS, PERMITS).flatMap(List::stream).toList();
  }

  private static final List<PlantedBug> READERS =
      List.of(
          bug(
              "a writer waits for writers only",
              "RWLOCK-01",
              "kazoo's Lock beside its ReadLock",
              in(
                  "LockLine",
                  "if (reader || one == first()) {",
                  """
                  Contender writer =
                      contenders().stream().filter(any -> !isReader(any)).findFirst().orElse(null);
                  if (reader || one == writer) {
                  """)),
          bug(
              "readers pass a writer that waits",
              "RWLOCK-03",
              "writers starve",
              in("LockLine", "if (!reader) { return; }", "if (!reader && one.granted) { return; }"),
              in(
                  "LockLine",
                  "contenders().stream().allMatch(LockLine::isReader)",
                  "contenders().stream().filter(one -> one.granted).allMatch(LockLine::isReader)")),
          bug(
              "a hand-over wakes one reader",
              "RWLOCK-04",
              "the others of the phase wait for the next event",
              in(
                  "LockLine",
                  "for (Contender one : contenders()) {",
                  "for (Contender one : contenders()) { boolean before = one.granted;"),
              in("LockLine", "if (!reader) { return; }", "if (!reader || !before) { return; }")),
          bug(
              "who stood in the middle wakes nobody by going",
              "RWLOCK-04",
              "only the end of the first in line is an event",
              in(
                  "Space",
                  "take(contender, line); changed.add(line);",
                  """
                  boolean first = line.first() == contender;
                  take(contender, line);
                  if (first) {
                    changed.add(line);
                  }
                  """)),
          bug(
              "a phase has one token",
              "RWLOCK-05",
              "readers need none of their own",
              in(
                  "Space",
                  "contender.token = nextToken();",
                  """
                  contender.token =
                      contender.candidate instanceof LockCandidate lock
                              && lock.isReader()
                              && !line(contender.place()).isEmpty()
                          ? line(contender.place()).iterator().next().token
                          : nextToken();
                  """)),
          bug(
              "readers stand in a line of their own",
              "RWLOCK-06",
              "the lock of the path knows nothing of them",
              in(
                  "MemoryLock",
                  "new LockCandidate(context(), request, true, reader)",
                  """
                  new LockCandidate(
                      new RecipeContext(
                          context().identifier(),
                          context().path(),
                          context().storePath() + (reader ? "-readers" : ""),
                          context().scope()),
                      request,
                      true,
                      reader)
                  """)));

  private static final List<PlantedBug> PERMITS =
      List.of(
          bug(
              "one more permit than the limit",
              "SEM-01",
              "counted from zero",
              in("PermitLine", "held == limit(one.candidate)", "held > limit(one.candidate)")),
          bug(
              "a try takes what is free for the moment",
              "SEM-03",
              "free means that somebody has released",
              in(
                  "PermitLine",
                  """
                  contenders().size() < limit(candidate)
                      && contenders().stream().allMatch(one -> one.granted);
                  """,
                  "contenders().stream().filter(one -> one.granted).count() < limit(candidate);"),
              in(
                  "PermitLine",
                  "if (held == limit(one.candidate) || !one.offer()) { return; } held++;",
                  """
                  if (held == limit(one.candidate)) {
                    return;
                  }
                  held += one.offer() ? 1 : 0;
                  """)),
          bug(
              "only the oldest holder's end lets the next in",
              "SEM-04",
              "a waiter watches its predecessor, and no other holder",
              in(
                  "Space",
                  "take(contender, line); changed.add(line);",
                  """
                  boolean first = line.first() == contender;
                  take(contender, line);
                  if (first) {
                    changed.add(line);
                  }
                  """)),
          bug(
              "a dead client gives one permit back",
              "SEM-04",
              "redisson#2045: not all of what it had",
              in(
                  "Space",
                  "remove(List.copyOf(session.contenders));",
                  "remove(session.contenders.stream().limit(1).toList());")),
          bug(
              "everybody goes by a limit of their own",
              "SEM-07",
              "Curator's semaphore: a local argument",
              in("PermitCandidate", "&& isUsed(space)", "&& isUsed(space) && limit < 0")),
          bug(
              "a limit is for ever",
              "SEM-08",
              "kazoo: the node must be deleted to change it",
              in("PermitCandidate", "&& isUsed(space)", "&& limit > 0")),
          bug(
              "content that is no number is overwritten",
              "SEM-09",
              "kazoo: other data disables the check",
              in(
                  "PermitCandidate",
                  """
                  throw new MalformedDataException(
                      context().path() + ": what is stored there is not a number of permits");
                  """,
                  "return null;")),
          bug(
              "who waits is listed as a holder",
              "SEM-11",
              "every node below the path counts",
              in("MemorySemaphore", "one -> one.granted", "one -> true")));

  private static PlantedBug bug(String name, String rule, String origin, SourceEdit... edits) {
    return new PlantedBug(name, rule, origin, Backend.MEMORY, List.of(edits));
  }

  /** An edit of the in-memory backend. */
  private static SourceEdit in(String type, String snippet, String replacement) {
    return new SourceEdit(
        "coordination-inmemory", "dev.coordination.inmemory." + type, snippet, replacement);
  }
}
