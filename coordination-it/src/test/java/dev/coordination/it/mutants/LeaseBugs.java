package dev.coordination.it.mutants;

import static dev.coordination.it.mutants.PlantedBug.Backend.ENGINE;
import static dev.coordination.it.mutants.PlantedBug.Backend.MEMORY;
import static dev.coordination.it.mutants.PlantedBug.Backend.SLOW_ENGINE;

import dev.coordination.it.mutants.PlantedBug.Backend;
import java.util.List;
import java.util.stream.Stream;

/** Bugs of leases: of what all backends share, and of each backend's part in it. */
final class LeaseBugs {

  private LeaseBugs() {}

  static List<PlantedBug> all() {
    return Stream.of(TIMES, GRANTS, STORES, SLOTS).flatMap(List::stream).toList();
  }

  private static final List<PlantedBug> TIMES =
      List.of(
          bug(
              "a claimant allows for no skew",
              "LEASE-01",
              "kazoo compares the end with its own clock",
              MEMORY,
              in(
                  "LeaseClock",
                  "now.instant().isAfter(end.plus(skew))",
                  "now.instant().isAfter(end)")),
          bug(
              "a holder allows for no skew",
              "LEASE-01",
              "it relies on the lease until its very end",
              MEMORY,
              in(
                  "LeaseClock",
                  "Duration.between(now.instant(), end).minus(skew)",
                  "Duration.between(now.instant(), end)")),
          bug(
              "the end is rounded down",
              "LEASE-11",
              "kazoo cuts the fraction off",
              MEMORY,
              in(
                  "LeaseRecord",
                  "return whole.equals(exact) ? whole : whole.plusSeconds(1);",
                  "return whole;")),
          bug(
              "the end is written in another zone",
              "LEASE-11",
              "local time in place of UTC",
              ENGINE,
              in(
                  "LeaseRecord",
                  "LocalDateTime.ofInstant(end, ZoneOffset.UTC)",
                  "LocalDateTime.ofInstant(end, ZoneOffset.ofHours(1))"),
              in("LeaseRecord", "toInstant(ZoneOffset.UTC)", "toInstant(ZoneOffset.ofHours(1))")),
          bug(
              "a renewal is believed before it is confirmed",
              "LEASE-14",
              "of two candidates the longer one",
              MEMORY,
              in(
                  "LeaseRenewal",
                  "return gone.isEmpty() ? new Decision",
                  "if (gone.isEmpty()) { extended(ends, now); } return gone.isEmpty() ? new Decision")),
          bug(
              "a shorter renewal shortens",
              "LEASE-04",
              "the last to ask decides on the end",
              MEMORY,
              in(
                  "LeaseRecord",
                  "return later.isAfter(end) ? new LeaseRecord(holder, later) : this;",
                  "return new LeaseRecord(holder, later);")));

  private static final List<PlantedBug> GRANTS =
      List.of(
          bug(
              "of several slots that were lost with the first nothing is freed",
              "MLEASE-06",
              "what is over is over",
              MEMORY,
              in(
                  "LeaseHold",
                  "slots.size() == 1 && state() == HoldState.LOST",
                  "state() == HoldState.LOST")),
          bug(
              "a handle that was released leaves the others held",
              "LEASE-05",
              "each handle on its own",
              MEMORY,
              in(
                  "Leases",
                  "due.stream().flatMap(slot -> slot.holds().stream())"
                      + ".forEach(LeaseHold::endReleased);",
                  "")),
          bug(
              "a renewal takes back what somebody else has",
              "LEASE-06",
              "neither token nor holder is looked at",
              MEMORY,
              in(
                  "LeaseRelease",
                  "&& slot.token() == grant.token()"
                      + " && LeaseRecord.decode(grant.path(), slot.data()).holder().equals(identifier)",
                  "")),
          bug(
              "whatever is in the way is overwritten",
              "LEASE-13",
              "broken data taken for a free lease",
              MEMORY,
              in(
                  "LeaseClaim",
                  "LeaseRecord record = LeaseRecord.decode(slots.get(i).path(), data);",
                  """
                  LeaseRecord record;
                  try {
                    record = LeaseRecord.decode(slots.get(i).path(), data);
                  } catch (dev.coordination.MalformedDataException e) {
                    return new Seen(Standing.FREE, null, slot.token());
                  }
                  """)));

  private static final List<PlantedBug> STORES =
      List.of(
          new PlantedBug(
              "a takeover keeps the token",
              "LEASE-10",
              "the node is written over, not made anew",
              MEMORY,
              List.of(
                  new SourceEdit(
                      "coordination-inmemory",
                      "dev.coordination.inmemory.MemoryLeases",
                      "return new Slot(fill.data(), space.nextToken());",
                      "return new Slot(fill.data(),"
                          + " slot.token() == 0 ? space.nextToken() : slot.token());"))),
          new PlantedBug(
              "the token is that of the last renewal",
              "LEASE-04",
              "mzxid in place of czxid",
              ENGINE,
              List.of(engine("EngineLeases", "found.stat().czxid()", "found.stat().mzxid()"))),
          new PlantedBug(
              "nobody waits for the lock, and whatever is there is deleted",
              "LEASE-03",
              "kazoo's lease without kazoo's lock",
              SLOW_ENGINE,
              List.of(
                  engine(
                      "LeaseAttempt",
                      "} else if (ahead != null) {",
                      "} else if (ahead != null && seen.isEmpty()) {"),
                  engine(
                      "LeaseAttempt",
                      "new Op.Delete(node, stored.version())",
                      "new Op.Delete(node, ZnodeSession.ANY)"))),
          new PlantedBug(
              "a broken link ends the request",
              "LEASE-14",
              "kazoo: the lease is stored, and its holder told of a lost connection",
              ENGINE,
              List.of(
                  engine(
                      "LeaseChange",
                      "void again() {",
                      "void again() { if (unresolved) { fail(late()); return; }"))),
          new PlantedBug(
              "a refused claimant leaves its lock node",
              "LEASE-02",
              "whoever comes next waits for it",
              ENGINE,
              List.of(
                  engine(
                      "LeaseAttempt",
                      "leave(); // before the answer, so that the deletion precedes whatever the"
                          + " caller does next",
                      "depart();"))));

  private static final List<PlantedBug> SLOTS =
      List.of(
          bug(
              "an identifier takes a lower slot that is free",
              "MLEASE-02",
              "kazoo tries the slots in order, its own or not",
              MEMORY,
              in(
                  "LeaseClaim",
                  "OptionalInt own = first(seen, Standing.OWN);",
                  "OptionalInt own = first(seen, Standing.FREE);")),
          bug(
              "all means all that are left",
              "MLEASE-04",
              "slots of others are passed over",
              MEMORY,
              in(
                  "LeaseClaim",
                  "return taken ? List.of() : IntStream.range(0, seen.size()).boxed().toList();",
                  "return IntStream.range(0, seen.size())"
                      + ".filter(i -> seen.get(i).standing() != Standing.TAKEN).boxed().toList();")),
          bug(
              "a release under way is given up at close",
              "LEASE-09",
              "the lease is kept from everybody until its end",
              SLOW_ENGINE,
              engine(
                  "LeaseChange",
                  "if (!question.outlivesClose() && stage.compareAndSet(",
                  "if (stage.compareAndSet(")),
          bug(
              "the token over all is the smallest",
              "MLEASE-05",
              "that of the first slot",
              MEMORY,
              in(
                  "LeaseHold",
                  "slots.stream().mapToLong(SlotGrant::token).max().orElseThrow()",
                  "slots.stream().mapToLong(SlotGrant::token).min().orElseThrow()")),
          bug(
              "what is left of all is not freed",
              "MLEASE-06",
              "a handle that has ended is left alone",
              MEMORY,
              in(
                  "LeaseHold",
                  "if (slots.size() == 1 && state() == HoldState.LOST) {",
                  "if (state().isFinal()) {")));

  private static PlantedBug bug(
      String name, String rule, String origin, Backend backend, SourceEdit... edits) {
    return new PlantedBug(name, rule, origin, backend, List.of(edits));
  }

  /** An edit of what all backends share. */
  private static SourceEdit in(String type, String snippet, String replacement) {
    return new SourceEdit(
        "coordination-support", "dev.coordination.support." + type, snippet, replacement);
  }

  private static SourceEdit engine(String type, String snippet, String replacement) {
    return new SourceEdit(
        "coordination-zk-engine",
        "dev.coordination.zookeeper.engine." + type,
        snippet,
        replacement);
  }
}
