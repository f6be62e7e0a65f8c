package dev.coordination.it.mutants;

import dev.coordination.it.mutants.PlantedBug.Backend;
import java.util.List;

/** Bugs of barriers, in memory. */
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
            memory("Barriers", "space.erase(path);", "opened(path);")));
  }

  private static PlantedBug bug(String name, String rule, Backend backend, SourceEdit edit) {
    return new PlantedBug(name, rule, "a barrier", backend, List.of(edit));
  }

  private static SourceEdit memory(String type, String snippet, String replacement) {
    return new SourceEdit(
        "coordination-inmemory", "dev.coordination.inmemory." + type, snippet, replacement);
  }
}
