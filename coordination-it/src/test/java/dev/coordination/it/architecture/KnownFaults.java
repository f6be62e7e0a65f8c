package dev.coordination.it.architecture;

import static java.util.stream.Collectors.toCollection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The page of known faults: a table of rows, each with the rules that decide it and with tests. A
 * test is named by the class in whose source it stands.
 */
final class KnownFaults {

  private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*)\\.([a-z]\\w*)`");
  private static final Pattern LINK =
      Pattern.compile("\\[([A-Z]+-\\d{2})]\\(contract\\.md#(\\S+)\\)");
  private static final Pattern RULE = Pattern.compile("[A-Z]+-\\d{2}");
  private static final Pattern TEST_ANNOTATION =
      Pattern.compile("@(Test|EveryHold|ParameterizedTest)\\b");

  private final List<Path> sources;

  KnownFaults(List<Path> sources) {
    this.sources = sources;
  }

  /** What is wrong with a page, row by row. */
  List<String> problemsOf(String page) {
    var problems = new ArrayList<String>();
    page.lines().filter(KnownFaults::isRow).forEach(row -> addProblems(row, problems));
    return problems;
  }

  static boolean isRow(String line) {
    return line.matches("\\| [A-Z]\\d+ \\|.*");
  }

  private void addProblems(String row, List<String> to) {
    String name = cell(row, 1).strip();
    List<MatchResult> tests = TEST.matcher(cell(row, 5)).results().toList();
    if (tests.isEmpty()) {
      to.add(name + " has no test");
    }
    Set<String> undecided = new TreeSet<>();
    for (MatchResult link : LINK.matcher(cell(row, 4)).results().toList()) {
      undecided.add(link.group(1));
      if (!link.group(1).equalsIgnoreCase(link.group(2))) {
        to.add("%s: %s leads elsewhere".formatted(name, link.group()));
      }
    }
    for (MatchResult test : tests) {
      List<String> heads = headsOf(test.group(1), test.group(2));
      if (heads.isEmpty()) {
        to.add("%s: there is no test %s".formatted(name, test.group()));
      }
      heads.forEach(head -> undecided.removeAll(rulesIn(head)));
    }
    undecided.forEach(rule -> to.add("%s: no test of it cites %s".formatted(name, rule)));
  }

  /** What follows the n-th bar of a row. */
  private static String cell(String row, int n) {
    String[] cells = row.split("\\|");
    return n < cells.length ? cells[n] : "";
  }

  private static Set<String> rulesIn(String head) {
    return RULE.matcher(head).results().map(MatchResult::group).collect(toCollection(TreeSet::new));
  }

  /** The annotations of every test of that name, in every class of that name. */
  private List<String> headsOf(String type, String method) {
    return sources.stream()
        .filter(source -> source.getFileName().toString().equals(type + ".java"))
        .flatMap(source -> headsIn(source, method))
        .toList();
  }

  /** What stands between an empty line and the name of a method, if that makes it a test. */
  private static Stream<String> headsIn(Path source, String method) {
    var declaration =
        Pattern.compile(
            "(?:\\A|\\n\\n)((?:(?!\\n\\n).)*?)\\bvoid " + method + "\\(", Pattern.DOTALL);
    return declaration
        .matcher(read(source))
        .results()
        .map(found -> found.group(1))
        .filter(head -> TEST_ANNOTATION.matcher(head).find());
  }

  private static String read(Path source) {
    try {
      return Files.readString(source);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
