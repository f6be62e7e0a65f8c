package dev.coordination.it.mutants;

import dev.coordination.it.mutants.PlantedBug.Backend;
import java.util.List;
import java.util.stream.Stream;

/** Bugs of double barriers, in memory and in the engine. */
final class DoubleBarrierBugs {

  private DoubleBarrierBugs() {}

  static List<PlantedBug> all() {
    return Stream.of(MEMORY, ENGINE).flatMap(List::stream).toList();
  }

  private static final List<PlantedBug> MEMORY =
      List.of(
          memory(
              "the next generation is let in while one is inside",
              "DBARRIER-03",
              "kazoo's and Curator's double barriers",
              "Gathering",
              "if (current.isOver() && waiting.size() >= parties) {",
              "if (waiting.size() >= parties) {"),
          memory(
              "who gives up while cut off is counted for ever",
              "DBARRIER-05",
              "the removal is tried once",
              "Guests",
              "going.add(guest);\n    }\n  }",
              "going.remove(guest);\n    }\n  }"),
          memory(
              "the dead inside are waited for",
              "DBARRIER-09",
              "members are removed by themselves only",
              "DoubleBarriers",
              "remove(guest -> guest.session == session);",
              "remove(guest -> guest.session == session && guest.generation == null);"),
          memory(
              "the first to leave has left at once",
              "DBARRIER-02",
              "leaving is deleting a node",
              "Guests",
              "generation != null && guest.gone && generation.isOver()",
              "generation != null && guest.gone"));

  private static final List<PlantedBug> ENGINE =
      List.of(
          engine(
              "whoever finds the marker goes in",
              "DBARRIER-03",
              "kazoo's and Curator's double barriers",
              "DoubleBarrierEntrance",
              "return sight.admits(name, came) ||",
              "return sight.ready().isPresent() || sight.admits(name, came) ||"),
          engine(
              "who loses its session is refused",
              "DBARRIER-08",
              "Curator: the wait fails",
              "DoubleBarrierEntrance",
              "    if (givingUp) {\n      refuse();\n    } else {\n      seek();\n    }",
              "    refuse();"),
          engine(
              "who is cut off while it is let in never hears of it",
              "DBARRIER-10",
              "kazoo's DoubleBarrier: the watch is gone with the link",
              "DoubleBarrierEntrance",
              "} else if (torn || stage == Stage.WAITING) {",
              "} else if (torn) {"),
          engine(
              "a stale marker keeps everybody out",
              "DBARRIER-11",
              "nobody cleans up after the dead",
              "DoubleBarrierEntrance",
              "takeMarkerAway(current);\n    } else if",
              "waitIn(current, true);\n    } else if"),
          engine(
              "a lost place is left as if nothing had happened",
              "DBARRIER-09",
              "nobody is told that the others did not wait",
              "DoubleBarrierExit",
              "wait.fail(Objects.requireNonNull(seat).lostException(path));",
              "wait.pass();"));

  private static PlantedBug memory(
      String name, String rule, String origin, String type, String snippet, String replacement) {
    return new PlantedBug(
        name,
        rule,
        origin,
        Backend.MEMORY,
        List.of(
            new SourceEdit(
                "coordination-inmemory",
                "dev.coordination.inmemory." + type,
                snippet,
                replacement)));
  }

  private static PlantedBug engine(
      String name, String rule, String origin, String type, String snippet, String replacement) {
    return new PlantedBug(
        name,
        rule,
        origin,
        Backend.ENGINE,
        List.of(
            new SourceEdit(
                "coordination-zk-engine",
                "dev.coordination.zookeeper.engine." + type,
                snippet,
                replacement)));
  }
}
