package dev.coordination.tck;

import dev.coordination.tck.ConformanceReport.Entry;
import dev.coordination.tck.ConformanceReport.Outcome;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The conformance report of one backend: for each rule its tests, and what follows for the rule.
 */
final class BackendReport implements Serializable {

  private static final long serialVersionUID = 1L;

  private final String name;
  private final TreeMap<String, ArrayList<Entry>> rules = new TreeMap<>();

  BackendReport(String name) {
    this.name = name;
  }

  void add(String rule, Entry entry) {
    rules.computeIfAbsent(rule, r -> new ArrayList<>()).add(entry);
  }

  /** Adds what another report says of the same backend. */
  void addAll(BackendReport other) {
    other.rules.forEach((rule, entries) -> entries.forEach(entry -> add(rule, entry)));
  }

  String fileName() {
    return name.replaceAll("[^A-Za-z0-9._-]", "_");
  }

  /** Failed if any test failed; aborted if every test was; else passed. */
  private static Outcome outcome(List<Entry> entries) {
    if (count(entries, Outcome.FAILED) > 0) {
      return Outcome.FAILED;
    }
    return count(entries, Outcome.PASSED) > 0 ? Outcome.PASSED : Outcome.ABORTED;
  }

  private static long count(List<Entry> entries, Outcome outcome) {
    return entries.stream().filter(entry -> entry.outcome() == outcome).count();
  }

  private long rulesThat(Outcome outcome) {
    return rules.values().stream().filter(entries -> outcome(entries) == outcome).count();
  }

  // ---- Markdown

  String markdown() {
    return """
        # Conformance of %s

        %d rules: %d passed, %d failed, %d aborted.

        | rule | outcome | tests: passed, failed, aborted | remarks |
        |---|---|---|---|
        %s
        """
        .formatted(
            name,
            rules.size(),
            rulesThat(Outcome.PASSED),
            rulesThat(Outcome.FAILED),
            rulesThat(Outcome.ABORTED),
            rules.entrySet().stream()
                .map(rule -> row(rule.getKey(), rule.getValue()))
                .collect(Collectors.joining("\n")));
  }

  private static String row(String rule, List<Entry> entries) {
    return "| %s | %s | %d, %d, %d | %s |"
        .formatted(
            rule,
            word(outcome(entries)),
            count(entries, Outcome.PASSED),
            count(entries, Outcome.FAILED),
            count(entries, Outcome.ABORTED),
            remarks(entries));
  }

  private static String remarks(List<Entry> entries) {
    return entries.stream()
        .filter(entry -> entry.outcome() != Outcome.PASSED)
        .map(entry -> cell(entry.test() + ": " + entry.reason()))
        .collect(Collectors.joining("<br>"));
  }

  private static String cell(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace("|", "\\|")
        .replaceAll("\\R", "<br>");
  }

  private static String word(Outcome outcome) {
    return switch (outcome) {
      case PASSED -> "passed";
      case FAILED -> "**failed**";
      case ABORTED -> "aborted";
    };
  }

  // ---- JSON

  String json() {
    return """
        {
          "backend": %s,
          "rules": [
        %s
          ]
        }
        """
        .formatted(
            quote(name),
            rules.entrySet().stream()
                .map(rule -> ruleJson(rule.getKey(), rule.getValue()))
                .collect(Collectors.joining(",\n")));
  }

  private static String ruleJson(String rule, List<Entry> entries) {
    return "    {\"rule\": %s, \"outcome\": %s, \"tests\": [\n%s\n    ]}"
        .formatted(
            quote(rule),
            quote(outcome(entries).name()),
            entries.stream().map(BackendReport::testJson).collect(Collectors.joining(",\n")));
  }

  private static String testJson(Entry entry) {
    return "      {\"test\": %s, \"outcome\": %s, \"reason\": %s}"
        .formatted(quote(entry.test()), quote(entry.outcome().name()), quote(entry.reason()));
  }

  static String quote(String text) {
    StringBuilder json = new StringBuilder("\"");
    text.chars()
        .forEach(
            c -> {
              switch (c) {
                case '"', '\\' -> json.append('\\').append((char) c);
                case '\n' -> json.append("\\n");
                default -> {
                  boolean plain = c >= ' ' && !Character.isSurrogate((char) c);
                  json.append(plain ? String.valueOf((char) c) : "\\u%04x".formatted(c));
                }
              }
            });
    return json.append('"').toString();
  }
}
