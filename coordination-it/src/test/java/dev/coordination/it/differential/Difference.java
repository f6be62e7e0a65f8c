package dev.coordination.it.differential;

import dev.coordination.it.differential.Witness.Seen;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where backends were seen to differ, as text: the steps that led there, and side by side what each
 * backend showed after the last of them.
 *
 * @param schedule the shortest in which it shows
 * @param number which look
 * @param seen the looks of the backends, by their names
 */
record Difference(Schedule<?> schedule, int number, Map<String, List<Seen>> seen) {

  private static final String LINE = "%n  %-10s %-9s  %s";

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(
        "%s: the backends differ. -D%s=%d repeats it; of its steps these suffice:"
            .formatted(schedule.plan(), Choice.SEEDS, schedule.seed()));
    steps().forEach(step -> text.append("%n  %s".formatted(step)));
    text.append("%nThen there is to be seen:".formatted());
    aspects().forEach(aspect -> text.append(compare(aspect)));
    return text.toString();
  }

  private Set<String> steps() {
    Set<String> steps = new LinkedHashSet<>();
    int counted = 0;
    String last = "";
    for (Seen look : seen.values().iterator().next().subList(0, number + 1)) {
      if (!look.step().equals(last)) {
        steps.add("%2d  %s".formatted(++counted, look.step()));
        last = look.step();
      }
    }
    return steps;
  }

  private Set<String> aspects() {
    Set<String> aspects = new LinkedHashSet<>();
    looks().values().forEach(look -> aspects.addAll(look.look().aspects().keySet()));
    return aspects;
  }

  private Map<String, Seen> looks() {
    Map<String, Seen> looks = new LinkedHashMap<>();
    seen.forEach((backend, all) -> looks.put(backend, all.get(Math.min(number, all.size() - 1))));
    return looks;
  }

  private String compare(String aspect) {
    List<String> lines = new ArrayList<>();
    looks()
        .forEach(
            (backend, look) ->
                lines.add(LINE.formatted(aspect, backend, look.look().aspects().get(aspect))));
    return String.join("", lines);
  }
}
