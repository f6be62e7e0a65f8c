package dev.coordination.cli;

import dev.coordination.spi.Inspection;
import dev.coordination.spi.Inspection.Entry;
import dev.coordination.spi.Inspection.Fact;
import dev.coordination.spi.Inspection.Finding;
import dev.coordination.spi.Inspection.Group;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What an inspection is as text:
 *
 * <pre>
 * /jobs/lock: lock, write lock or election
 * ROLE     TOKEN  SINCE                       AGE  WHO
 * holder      17  2026-03-01T12:00:00Z   12 s ago  host-1
 * waiting      -  2026-03-01T12:00:09Z    3 s ago  host-2
 * </pre>
 *
 * <p>The last column alone has no width, as identifiers are as long as they are. What else there is
 * to say of somebody stands behind, or, where that does not fit, below.
 */
final class InspectionText {

  private static final int WIDTH = 80;
  private static final int SHOWN = 5;
  private static final String NONE = "-";

  /** An item's name shows it anyway. */
  private static final String PRIORITY = "priority";

  private final Inspection inspection;
  private final List<String> lines = new ArrayList<>();

  private InspectionText(Inspection inspection) {
    this.inspection = inspection;
  }

  /** One line of the table. */
  private record Row(
      String role, String token, String since, String age, String who, String facts) {

    Row(String role, String token, String since, String age, String who) {
      this(role, token, since, age, who, "");
    }
  }

  static List<String> of(Inspection inspection) {
    InspectionText text = new InspectionText(inspection);
    inspection.findings().forEach(text::add);
    if (inspection.findings().isEmpty()) {
      text.heading(inspection.foreign().isEmpty() ? "nothing" : "no recipe");
    }
    text.addForeign();
    return text.lines;
  }

  private void add(Finding finding) {
    heading(recipes(finding));
    finding.facts().forEach(fact -> lines.add("%s: %s".formatted(fact.name(), value(fact))));
    if (!finding.groups().isEmpty()) {
      addTable(finding.groups());
    }
  }

  private void heading(String text) {
    lines.add("%s: %s".formatted(inspection.path(), text));
  }

  private static String recipes(Finding finding) {
    if (finding.recipes().isEmpty()) {
      return "no recipe";
    }
    return finding.guess()
        ? "cannot be told; perhaps " + either(finding.recipes())
        : either(finding.recipes());
  }

  private static String either(List<String> names) {
    int last = names.size() - 1;
    return last == 0
        ? names.get(0)
        : String.join(", ", names.subList(0, last)) + " or " + names.get(last);
  }

  private void addForeign() {
    List<String> names = inspection.foreign();
    if (!names.isEmpty()) {
      String shown = names.stream().limit(SHOWN).collect(Collectors.joining(", "));
      String more = names.size() > SHOWN ? ", ..." : "";
      lines.add("foreign: %d (%s%s)".formatted(names.size(), shown, more));
    }
  }

  // ---- who is there

  private void addTable(List<Group> groups) {
    List<Row> rows = new ArrayList<>();
    rows.add(new Row("ROLE", "TOKEN", "SINCE", "AGE", "WHO"));
    for (Group group : groups) {
      group.entries().forEach(entry -> rows.add(row(group.role(), entry)));
      int more = group.size() - group.entries().size();
      if (more > 0) {
        rows.add(new Row(group.role(), NONE, NONE, NONE, "and %d more".formatted(more)));
      }
    }
    String form =
        "%%-%ds  %%%ds  %%-%ds  %%%ds  %%s"
            .formatted(
                width(rows.stream().map(Row::role).toList()),
                width(rows.stream().map(Row::token).toList()),
                width(rows.stream().map(Row::since).toList()),
                width(rows.stream().map(Row::age).toList()));
    rows.forEach(row -> add(row, form));
  }

  private void add(Row row, String form) {
    String start = form.formatted(row.role(), row.token(), row.since(), row.age(), "");
    String line = start + row.who();
    String facts = row.facts().isEmpty() ? "" : "(%s)".formatted(row.facts());
    if (facts.isEmpty()) {
      lines.add(line);
    } else if (line.length() + 2 + facts.length() <= WIDTH) {
      lines.add(line + "  " + facts);
    } else {
      lines.add(line);
      lines.add(" ".repeat(start.length()) + facts);
    }
  }

  private static int width(List<String> column) {
    return column.stream().mapToInt(String::length).max().orElse(1);
  }

  private Row row(String role, Entry entry) {
    Instant since = entry.since();
    return new Row(
        role,
        entry.token() == null ? NONE : entry.token().toString(),
        since == null ? NONE : since.truncatedTo(ChronoUnit.SECONDS).toString(),
        since == null ? NONE : age(since),
        who(entry),
        entry.facts().stream()
            .filter(fact -> !fact.name().equals(PRIORITY))
            .map(this::brief)
            .collect(Collectors.joining(", ")));
  }

  private static String who(Entry entry) {
    List<String> words = new ArrayList<>();
    if (entry.subject() != null) {
      words.add(entry.subject());
    }
    String identifier = entry.identifier();
    if (identifier != null) {
      words.add(identifier.isEmpty() ? "(no identifier)" : identifier);
    }
    return String.join("  ", words);
  }

  private String brief(Fact fact) {
    Object value = fact.value() instanceof Instant time ? relative(time) : fact.value();
    return fact.name() + " " + value;
  }

  private String value(Fact fact) {
    return fact.value() instanceof Instant time
        ? "%s (%s)".formatted(time.truncatedTo(ChronoUnit.SECONDS), relative(time))
        : fact.value().toString();
  }

  // ---- times

  /** What has been done cannot be yet to come, whatever our clock says. */
  private String age(Instant since) {
    return relative(since.isAfter(inspection.at()) ? inspection.at() : since);
  }

  private String relative(Instant time) {
    Duration age = Duration.between(time, inspection.at());
    return age.isNegative() ? "in " + rough(age.negated()) : rough(age) + " ago";
  }

  private static String rough(Duration duration) {
    if (duration.toMinutes() == 0) {
      return duration.toSeconds() + " s";
    } else if (duration.toHours() == 0) {
      return duration.toMinutes() + " min";
    }
    return duration.toDays() < 2 ? duration.toHours() + " h" : duration.toDays() + " d";
  }
}
