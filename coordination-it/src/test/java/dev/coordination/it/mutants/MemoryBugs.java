package dev.coordination.it.mutants;

import dev.coordination.it.mutants.PlantedBug.Backend;
import java.util.List;
import java.util.stream.Stream;

/** Bugs of the in-memory backend. */
final class MemoryBugs {

  private MemoryBugs() {}

  static List<PlantedBug> all() {
    return Stream.of(LINE, SESSIONS, COUNTERS).flatMap(List::stream).toList();
  }

  private static final List<PlantedBug> LINE =
      List.of(
          bug(
              "tokens start again in every line",
              "HOLD-09",
              "Atomix 3: tokens from two sources",
              in(
                  "Space",
                  "contender.token = nextToken();",
                  "contender.token = line(contender.place()).size() + 1;")),
          bug(
              "tokens start again when the path is removed",
              "HOLD-10",
              "ZooKeeper's sequence numbers after their parent was reaped",
              in(
                  "Space",
                  "data.keySet().stream().filter(path -> isWithin(path, top)).toList()"
                      + ".forEach(this::erase);",
                  "data.keySet().stream().filter(path -> isWithin(path, top)).toList()"
                      + ".forEach(this::erase); lastToken = 0;")),
          bug(
              "the last to come is the next to be served",
              "LOCK-04",
              "no FIFO: contenders enter right behind the holder",
              in(
                  "Line",
                  "contenders.add(contender);",
                  """
                  var before = java.util.List.copyOf(contenders);
                  contenders.clear();
                  before.stream().limit(1).forEach(contenders::add);
                  contenders.add(contender);
                  before.stream().skip(1).forEach(contenders::add);
                  """)),
          bug(
              "a try overtakes those who cannot be reached",
              "LOCK-05",
              "free means that nobody holds",
              in(
                  "Wishes",
                  "!candidate.isPatient() && !space.isOpenTo(candidate)",
                  "!candidate.isPatient() && space.line(candidate.place()).stream()"
                      + ".anyMatch(one -> one.candidate.hold != null)"),
              in(
                  "Line",
                  "contenders.add(contender);",
                  """
                  var before = java.util.List.copyOf(contenders);
                  contenders.add(contender);
                  if (!contender.candidate.isPatient()) {
                    contenders.removeAll(before);
                    contenders.addAll(before);
                  }
                  """)),
          bug(
              "a client that holds acquires again",
              "LOCK-03",
              "re-entrant by session",
              in(
                  "Wishes",
                  "!candidate.isPatient() && !space.isOpenTo(candidate)",
                  "!candidate.isPatient() && space.line(candidate.place()).stream()"
                      + ".anyMatch(one -> one.session != connection.session())"),
              in(
                  "Wishes",
                  "return connection.transmit(() -> candidate.enter(contender, space));",
                  """
                  return connection.transmit(
                      () -> {
                        candidate.enter(contender, space);
                        if (!candidate.isPatient()) {
                          turnOf(contender);
                        }
                      });
                  """)),
          bug(
              "a hand-over wakes two",
              "LOCK-01",
              "one permit too many",
              in("LockLine", "if (!reader) { return;", "if (!reader && one != first()) { return;"),
              in("LockLine", "if (reader || one == first()) {", "{")),
          bug(
              "a timed-out waiter stays in line",
              "WAIT-03",
              "CURATOR-79, CURATOR-462, zk-ruby#49",
              in("MemoryClient", "acquisition.whenUngranted(() -> leave(candidate));", "")),
          bug(
              "a waiter removed by hand is forgotten",
              "WAIT-06",
              "nobody enters again",
              in(
                  "Wishes",
                  "if (connection.isReachable() && !candidate.gone && candidate.contender == contender) {",
                  "if (candidate.hold != null) {")),
          bug(
              "a refusal is not passed on",
              "ERR-07",
              "the caller waits for a permission that nobody will give",
              in("Wishes", "refuse(candidate, denied); return true;", "return true;")),
          bug(
              "a release removes whoever is first",
              "HOLD-13",
              "Pulsar, ShedLock: unlocking for the successor",
              in(
                  "MemoryHold",
                  "connection.space().transact(() -> connection.wishes().leave(candidate));",
                  """
                  connection.space().transact(
                      () -> {
                        var first = connection.space().line(candidate.place()).stream().findFirst();
                        connection.wishes().leave(candidate);
                        first.ifPresent(connection.space()::removeByHand);
                      });
                  """)),
          bug(
              "what was released without a link stays",
              "HOLD-14",
              "no janitor",
              in("Wishes", "leaving.add(contender);", "")));

  private static final List<PlantedBug> SESSIONS =
      List.of(
          bug(
              "a dead session's contender is adopted",
              "SESSION-06",
              "CURATOR-498: found after a reconnection, taken for one's own",
              in(
                  "Connection",
                  "space.end(session); wishes.sessionEnded();",
                  "wishes.sessionEnded();")),
          bug(
              "a session ends one contender after the other",
              "SESSION-03",
              "its first in line goes and its second is granted",
              in(
                  "Space",
                  "remove(List.copyOf(session.contenders));",
                  "List.copyOf(session.contenders).forEach(this::remove);")),
          bug(
              "the end of a session wakes one line only",
              "LOCK-07",
              "the others wait for a ghost",
              in(
                  "Space",
                  "changed.forEach(this::settle);",
                  "changed.stream().limit(1).forEach(this::settle);")),
          bug(
              "held until the store says otherwise",
              "HOLD-02",
              "CURATOR-206: valid after the deadline",
              in(
                  "Contact",
                  "return stopped ? stoppedAt + span - clock.nanoTime() : span;",
                  "return span;")),
          bug(
              "time is the wall clock's",
              "TIME-07",
              "Curator's LockInternals: currentTimeMillis",
              in(
                  "InMemoryCoordination",
                  "wallClockOffset = wallClockOffset.plus(by);",
                  """
                  wallClockOffset = wallClockOffset.plus(by);
                  if (!by.isNegative()) {
                    advance(by);
                  }
                  """)));

  private static final List<PlantedBug> COUNTERS =
      List.of(
          bug(
              "an increment is sent again when its reply is lost",
              "COUNTER-03",
              "adds twice",
              in(
                  "Wishes",
                  "if (connection.session().lastWrite != call && !sendAnew(call)) {",
                  "if (!sendAnew(call)) {")),
          bug(
              "overflow wraps",
              "COUNTER-05",
              "two's complement",
              in("MemoryCounter", "Math.addExact(old, amount)", "old + amount")),
          bug(
              "to read is to write",
              "COUNTER-04",
              "a get that creates",
              in(
                  "MemoryCounter",
                  "ask(value -> new Step<>(value, null))",
                  "ask(MemoryCounter::set)")));

  private static PlantedBug bug(String name, String rule, String origin, SourceEdit... edits) {
    return new PlantedBug(name, rule, origin, Backend.MEMORY, List.of(edits));
  }

  /** An edit of the in-memory backend. */
  private static SourceEdit in(String type, String snippet, String replacement) {
    return new SourceEdit(
        "coordination-inmemory", "dev.coordination.inmemory." + type, snippet, replacement);
  }
}
