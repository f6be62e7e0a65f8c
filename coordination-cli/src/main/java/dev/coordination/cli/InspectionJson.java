package dev.coordination.cli;

import static dev.coordination.cli.Results.field;

import dev.coordination.cli.Results.Field;
import dev.coordination.cli.Results.Members;
import dev.coordination.spi.Inspection;
import dev.coordination.spi.Inspection.Entry;
import dev.coordination.spi.Inspection.Fact;
import dev.coordination.spi.Inspection.Finding;
import dev.coordination.spi.Inspection.Group;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What an inspection is as JSON: the findings, each with its recipes, its facts, how many there are
 * in each role, and the entries of all roles in one list.
 */
final class InspectionJson {

  private InspectionJson() {}

  static Field[] of(Inspection inspection) {
    return new Field[] {
      field("path", inspection.path()),
      field("at", inspection.at().truncatedTo(ChronoUnit.MILLIS)),
      field("findings", inspection.findings().stream().map(InspectionJson::finding).toList()),
      field("foreign", inspection.foreign())
    };
  }

  private static Members finding(Finding finding) {
    List<Field> fields = new ArrayList<>();
    fields.add(field("recipes", finding.recipes()));
    fields.add(field("guess", finding.guess()));
    addAll(fields, finding.facts());
    fields.add(field("counts", counts(finding.groups())));
    fields.add(
        field("entries", finding.groups().stream().flatMap(InspectionJson::entries).toList()));
    return new Members(fields);
  }

  private static Members counts(List<Group> groups) {
    return new Members(
        groups.stream().map(group -> field(group.role(), (long) group.size())).toList());
  }

  private static Stream<Members> entries(Group group) {
    return group.entries().stream().map(entry -> entry(group.role(), entry));
  }

  private static Members entry(String role, Entry entry) {
    List<Field> fields = new ArrayList<>();
    fields.add(field("role", role));
    fields.add(field("subject", entry.subject()));
    fields.add(field("identifier", entry.identifier()));
    fields.add(field("token", entry.token()));
    fields.add(field("since", entry.since()));
    addAll(fields, entry.facts());
    fields.add(field("node", entry.node()));
    return new Members(fields);
  }

  private static void addAll(List<Field> fields, List<Fact> facts) {
    facts.forEach(fact -> fields.add(field(fact.name(), fact.value())));
  }
}
