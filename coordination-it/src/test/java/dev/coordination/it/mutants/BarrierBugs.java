package dev.coordination.it.mutants;

import dev.coordination.it.mutants.PlantedBug.Backend;
import java.util.List;

/** Bugs of barriers, in memory and in the engine. */
final class BarrierBugs {

  private BarrierBugs() {}

  static List<PlantedBug> all() {
    return List.of(
        bug(
            "the dead are counted",
            "BARRIER-10",
            Backend.MEMORY,
            memory(
                "BarrierVisit",
                "return arrived && parties > 0 && session != null && !session.ended;",
                "return arrived && parties > 0 && session != null;")),
        bug(
            "who waits without being counted does not hear of the opening",
            "BARRIER-03",
            Backend.MEMORY,
            memory(
                "Barriers",
                "all.forEach(BarrierVisit::open);",
                "all.stream().filter(one -> one.parties() > 0).forEach(BarrierVisit::open);")),
        bug(
            "a barrier with parties stays up",
            "BARRIER-08",
            Backend.MEMORY,
            memory("Barriers", "space.erase(path);", "opened(path);")),
        bug(
            "a barrier that was put up again is the same one",
            "BARRIER-04",
            Backend.ENGINE,
            engine(
                "BarrierWatch",
                "if (seen == 0 || (barrier != 0 && seen != barrier)) {",
                "if (seen == 0) {")),
        bug(
            "whose session ends waits no more",
            "BARRIER-12",
            Backend.ENGINE,
            engine(
                "PartyWait",
                "end();\n    } else {\n      seek();\n    }",
                "end();\n    } else {\n      refuse();\n    }")),
        bug(
            "a request that was lost is answered as if it had been in vain",
            "BARRIER-13",
            Backend.ENGINE,
            engine(
                "BarrierChange",
                "public void notApplied() {\n    seek();",
                "public void notApplied() {\n    answer(false);")));
  }

  private static PlantedBug bug(String name, String rule, Backend backend, SourceEdit edit) {
    return new PlantedBug(name, rule, "a barrier", backend, List.of(edit));
  }

  private static SourceEdit memory(String type, String snippet, String replacement) {
    return new SourceEdit(
        "coordination-inmemory", "dev.coordination.inmemory." + type, snippet, replacement);
  }

  private static SourceEdit engine(String type, String snippet, String replacement) {
    return new SourceEdit(
        "coordination-zk-engine",
        "dev.coordination.zookeeper.engine." + type,
        snippet,
        replacement);
  }
}
