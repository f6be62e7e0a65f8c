package dev.coordination.it.mutants;

import static dev.coordination.it.mutants.PlantedBug.Backend.ENGINE;
import static dev.coordination.it.mutants.PlantedBug.Backend.MEMORY;

import dev.coordination.it.mutants.PlantedBug.Backend;
import java.util.List;
import java.util.stream.Stream;

/**
 * Bugs of those who divide a set: of the algorithm, which there is once, and of what it stands on.
 */
final class PartitionBugs {

  private PartitionBugs() {}

  static List<PlantedBug> all() {
    return Stream.of(DIVISIONS, MEMBERS).flatMap(List::stream).toList();
  }

  private static final List<PlantedBug> DIVISIONS =
      List.of(
          bug(
              "a set is given back before its owner has stopped",
              "PARTITION-04",
              "a change of the members frees the locks at once",
              MEMORY,
              support(
                  "DividedSet",
                  "var unused = publish(PartitionState.RELEASE, Map.of());",
                  "var unused = publish(PartitionState.RELEASE, Map.of()); claims.giveBackAll();")),
          bug(
              "an item is freed while its listener works on it",
              "PARTITION-19",
              "eager rebalancing: acquired before the old owner has revoked it",
              MEMORY,
              support(
                  "StickyShares",
                  "var unused = told.thenRun(() -> set.run(() -> free(surplus, current)));",
                  "set.run(() -> free(surplus, current));")),
          bug(
              "everybody gives everything back when somebody joins",
              "PARTITION-18",
              "a full reshuffle",
              MEMORY,
              support("StickyShares", "kept.subList(kept.size() - count, kept.size())", "kept")),
          bug(
              "a change while allocating is overlooked",
              "PARTITION-10",
              "kazoo#392, PR#259: stuck in ALLOCATING",
              MEMORY,
              support(
                  "WholeShares",
                  "} else if (set.isIn(PartitionState.ALLOCATING)) { var unused = set.giveBackAll(); }",
                  "}")),
          bug(
              "whoever stood still goes on",
              "PARTITION-01",
              "kazoo: items are still iterable after the session was lost",
              MEMORY,
              support(
                  "DividedSet",
                  "return !acquired.values().stream().allMatch(Hold::isHeld);",
                  "return false;")),
          bug(
              "a blip takes everything away",
              "PARTITION-08",
              "kazoo: RELEASE with every change of the connection",
              MEMORY,
              support(
                  "DividedSet",
                  "allMatch(Hold::isHeld)",
                  "allMatch(hold -> hold.state() == dev.coordination.HoldState.HELD)")),
          bug(
              "nobody waits for the others to come",
              "PARTITION-21",
              "a fleet that starts divides once for each process",
              MEMORY,
              support(
                  "Assembly",
                  "return left.isNegative() ? Duration.ZERO : left;",
                  "return Duration.ZERO;")));

  private static final List<PlantedBug> MEMBERS =
      List.of(
          bug(
              "who divides other items takes part",
              "PARTITION-11",
              "kazoo#392: different sets, and everybody waits for ever",
              MEMORY,
              support("MemberRoll", "self.isEmpty() || agreed.equals(digest));", "true);")),
          bug(
              "of two with one name both stay",
              "PARTITION-12",
              "kazoo: both claim one share, and nobody the other",
              MEMORY,
              support("MemberRoll", "self.isPresent() && hasElder(listed, self.get()),", "false,")),
          bug(
              "that the own entry is gone is not noticed",
              "PARTITION-20",
              "kazoo: the member's node is missing, and it stays ALLOCATING",
              MEMORY,
              support("Assembly", "owner.selfLost();", "")),
          bug(
              "who has finished stays a member",
              "PARTITION-13",
              "the others leave it its share",
              ENGINE,
              new SourceEdit(
                  "coordination-zk-engine",
                  "dev.coordination.zookeeper.engine.EnginePartition",
                  "CompletableFuture<@Nullable Void> left = former.leave();",
                  """
                  CompletableFuture<@Nullable Void> left = CompletableFuture.completedFuture(null);
                  """)));

  private static PlantedBug bug(
      String name, String rule, String origin, Backend backend, SourceEdit... edits) {
    return new PlantedBug(name, rule, origin, backend, List.of(edits));
  }

  private static SourceEdit support(String type, String snippet, String replacement) {
    return new SourceEdit(
        "coordination-support", "dev.coordination.support." + type, snippet, replacement);
  }
}
