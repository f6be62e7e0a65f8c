package dev.coordination.it.mutants;

import dev.coordination.it.mutants.PlantedBug.Backend;
import java.util.List;
import java.util.stream.Stream;

/** Bugs of the read/write lock and the semaphore of the ZooKeeper engine. */
final class EngineSharedHoldBugs {

  private EngineSharedHoldBugs() {}

  static List<PlantedBug> all() {
    return Stream.of(READERS, PERMITS).flatMap(List::stream).toList();
  }

  private static final List<PlantedBug> READERS =
      List.of(
          bug(
              "a reader waits for writers behind it too",
              "RWLOCK-03",
              "kazoo#649: reader and second writer wait for each other",
              in(
                  "ContendersAhead",
                  "lookAhead(line.subList(0, line.indexOf(own.get())));",
                  """
                  lookAhead(
                      mode == Mode.SHARED
                          ? line.stream().filter(entry -> !entry.equals(own.get())).toList()
                          : line.subList(0, line.indexOf(own.get())));
                  """)),
          bug(
              "exclusive contenders look for their like only",
              "RWLOCK-06",
              "kazoo's Lock beside its ReadLock",
              in(
                  "Layout",
                  "return this == EXCLUSIVE || other == EXCLUSIVE;",
                  "return other == EXCLUSIVE;")),
          bug(
              "a writer waits for the nearest reader only",
              "RWLOCK-01",
              "a reader ahead of it is no reader behind another one",
              in(
                  "ContendersAhead",
                  "return fewReaders ? WATCHED_READERS : WATCHED_AHEAD;",
                  "return fewReaders ? 1 : WATCHED_AHEAD;"),
              in("ContendersAhead", "moreAhead = ahead.size() > nearest;", "moreAhead = false;")));

  private static final List<PlantedBug> PERMITS =
      List.of(
          bug(
              "who is not first takes what is free",
              "SEM-03",
              "the guard is passed over while there is room",
              in(
                  "Permit",
                  "if (!first) {",
                  "if (!first && !(patient && pool.held() < limit.wanted())) {")),
          bug(
              "only one permit is watched",
              "SEM-04",
              "a waiter watches its predecessor, and no other holder",
              in(
                  "PermitPool",
                  "held.stream().filter(permit -> !watched.containsKey(permit)).toList()",
                  "held.stream().limit(1).filter(permit ->"
                      + " !watched.containsKey(permit)).toList()")),
          bug(
              "another limit is set though permits are held",
              "SEM-07",
              "the last to come decides",
              in("SemaphoreLimit", "} else if (held) {", "} else if (held && wanted < 0) {")),
          bug(
              "every child is a permit",
              "SEM-02",
              "kazoo: a foreign child eats a permit",
              in(
                  "Layout",
                  "ID.matcher(name).matches()).collect(Collectors.toSet())",
                  "!name.isEmpty()).collect(Collectors.toSet())")),
          bug(
              "a permit of unknown outcome is asked for anew",
              "SEM-13",
              "CURATOR-315: an orphaned permit after a reconnection",
              in("Permit", "taking.resolve();", "notTaken();")));

  private static PlantedBug bug(String name, String rule, String origin, SourceEdit... edits) {
    return new PlantedBug(name, rule, origin, Backend.ENGINE, List.of(edits));
  }

  /** An edit of the engine. */
  private static SourceEdit in(String type, String snippet, String replacement) {
    return new SourceEdit(
        "coordination-zk-engine",
        "dev.coordination.zookeeper.engine." + type,
        snippet,
        replacement);
  }
}
