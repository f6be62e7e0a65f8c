package dev.coordination.it.mutants;

import static dev.coordination.it.mutants.PlantedBug.Backend.MEMORY;

import java.util.List;
import java.util.stream.Stream;

/** Faults of kazoo's and Curator's recipes, as the page of known faults tells them. */
final class KnownFaultBugs {

  private KnownFaultBugs() {}

  static List<PlantedBug> all() {
    return Stream.of(LOST_HOLDS, WAKE_UPS).flatMap(List::stream).toList();
  }

  private static final List<PlantedBug> LOST_HOLDS =
      List.of(
          bug(
              "an object whose hold was lost waits for itself",
              "SESSION-07",
              "kazoo's Lock: acquired, until somebody calls release",
              remembered(),
              support(
                  "AbstractAcquirable",
                  "return submit(Deadline.NEVER).await().orElseThrow();",
                  """
                  if (last != null && last.state() != dev.coordination.HoldState.RELEASED) {
                    Await.interruptibly(new CompletableFuture<Object>());
                  }
                  last = submit(Deadline.NEVER).await().orElseThrow();
                  return last;
                  """)),
          bug(
              "a thread whose hold was lost holds it still",
              "LOCK-03",
              "Curator's InterProcessMutex: re-entered from memory",
              remembered(),
              support(
                  "AbstractAcquirable",
                  "return submit(Deadline.NEVER).await().orElseThrow();",
                  "last = submit(Deadline.NEVER).await().orElseThrow(); return last;"),
              support(
                  "AbstractAcquirable",
                  "return track(attempt()).join();",
                  """
                  return last != null && last.state() != dev.coordination.HoldState.RELEASED
                      ? Optional.of(last)
                      : track(attempt()).join();
                  """)),
          bug(
              "a leader is told of the end of its session when the link is back",
              "ELECT-05",
              "kazoo's Election: no clock of its own",
              memory(
                  "Connection",
                  "deadline = process.schedule("
                      + "Duration.ofNanos(contact.remainingNanos()), this::tellHolds);",
                  "")));

  private static final List<PlantedBug> WAKE_UPS =
      List.of(
          bug(
              "each time it is woken a waiter waits for its whole time",
              "TIME-04",
              "kazoo's Lock: the timeout begins again",
              memory("Candidate", "boolean gone;", "boolean gone; boolean woken;"),
              memory(
                  "Wishes",
                  "space.advance(candidate.place()); return true;",
                  "candidate.woken = hold == null; space.advance(candidate.place()); return true;"),
              memory(
                  "MemoryClient",
                  "acquisition.refuseAt(deadline, process);",
                  """
                  Duration whole = deadline.remaining(process);
                  acquisition.unlessSettledWithin(
                      whole,
                      process,
                      () -> {
                        if (candidate.woken) {
                          acquisition.unlessSettledWithin(whole, process, acquisition::refuse);
                        } else {
                          acquisition.refuse();
                        }
                      });
                  """)),
          bug(
              "a taker hears of no put after a reconnection",
              "QUEUE-08",
              "a watch that is set once",
              memory(
                  "Wishes",
                  "List.copyOf(takers.values()).forEach(Takers::look);",
                  "List.copyOf(takers.values()).forEach("
                      + "some -> { some.look(); space.queues().forget(some); });")),
          bug(
              "who waits for a claim hears of no put after a reconnection",
              "LQUEUE-09",
              "kazoo's LockingQueue: the watch is gone, and nobody sets it again",
              memory("Candidate", "boolean gone;", "boolean gone; boolean deaf;"),
              memory(
                  "Wishes",
                  "space.advance(candidate.place()); return true;",
                  """
                  space.advance(candidate.place());
                  candidate.deaf = candidate instanceof ClaimCandidate;
                  return true;
                  """),
              memory(
                  "Wishes",
                  "if (connection.isReachable() && candidate.isWaiting()"
                      + " && candidate.contender == contender) {",
                  "if (connection.isReachable() && candidate.isWaiting() && !candidate.deaf"
                      + " && candidate.contender == contender) {")),
          bug(
              "what is put into a queue that was removed is nowhere",
              "PATH-04",
              "kazoo's LockingQueue.put_all: nobody looks at the results",
              memory(
                  "Space",
                  "data.keySet().stream().filter(path -> isWithin(path, top)).toList()"
                      + ".forEach(this::erase);",
                  "data.keySet().stream().filter(path -> isWithin(path, top)).toList()"
                      + ".forEach(this::erase); queues.removed.add(top);"),
              memory(
                  "Queues",
                  "private long lastNumber;",
                  "private long lastNumber; final Set<String> removed = new LinkedHashSet<>();"),
              memory(
                  "Queues",
                  "if (items.isEmpty()) {",
                  "if (removed.stream().anyMatch(top -> Space.isWithin(place.path(), top))) {")));

  /** Lets an object remember the hold that it acquired last. */
  private static SourceEdit remembered() {
    return support(
        "AbstractAcquirable",
        "private final Executor callbacks;",
        "private final Executor callbacks; private volatile H last;");
  }

  private static PlantedBug bug(String name, String rule, String origin, SourceEdit... edits) {
    return new PlantedBug(name, rule, origin, MEMORY, List.of(edits));
  }

  private static SourceEdit memory(String type, String snippet, String replacement) {
    return new SourceEdit(
        "coordination-inmemory", "dev.coordination.inmemory." + type, snippet, replacement);
  }

  private static SourceEdit support(String type, String snippet, String replacement) {
    return new SourceEdit(
        "coordination-support", "dev.coordination.support." + type, snippet, replacement);
  }
}
