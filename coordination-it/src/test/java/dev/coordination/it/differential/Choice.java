package dev.coordination.it.differential;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Which schedules are carried out. */
final class Choice {

  /** Seeds, or ranges of them, separated by commas: {@code 17}, or {@code 1-200}. */
  static final String SEEDS = "coordination.differential.seeds";

  /** The names of recipes, separated by commas; all if there are none. */
  static final String RECIPES = "coordination.differential.recipes";

  private Choice() {}

  static List<Long> seeds() {
    return parse(System.getProperty(SEEDS, "1-2"));
  }

  static List<String> recipes() {
    return split(System.getProperty(RECIPES, ""));
  }

  static List<Long> parse(String seeds) {
    return split(seeds).stream().flatMapToLong(Choice::range).boxed().toList();
  }

  private static List<String> split(String list) {
    return Arrays.stream(list.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  private static LongStream range(String range) {
    String[] ends = range.split("-", 2);
    return LongStream.rangeClosed(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]));
  }
}
