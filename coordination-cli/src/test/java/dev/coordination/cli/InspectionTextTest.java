package dev.coordination.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.spi.Inspection;
import dev.coordination.spi.Inspection.Entry;
import dev.coordination.spi.Inspection.Fact;
import dev.coordination.spi.Inspection.Finding;
import dev.coordination.spi.Inspection.Group;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How what was found is laid out. */
class InspectionTextTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.500Z");

  private static List<String> text(List<Fact> facts, Group... groups) {
    Finding finding = new Finding(List.of("lease"), false, facts, List.of(groups));
    return InspectionText.of(new Inspection("/l", NOW, List.of(finding), List.of()));
  }

  private static Group holder(long token, Duration age, int size) {
    List<Fact> facts = List.of(new Fact("session", "0x10000561c420006"));
    Entry entry = new Entry("/l/n", null, "a", token, NOW.minus(age), facts);
    return new Group("holder", size, List.of(entry));
  }

  @Test
  void whatElseThereIsToSayStandsBehind() {
    assertThat(text(List.of(), holder(7, Duration.ofSeconds(12), 1)))
        .containsExactly(
            "/l: lease",
            "ROLE    TOKEN  SINCE                      AGE  WHO",
            "holder      7  2026-03-01T11:59:48Z  12 s ago  a  (session 0x10000561c420006)");
  }

  @Test
  void orBelowWhereItDoesNotFit() {
    assertThat(text(List.of(), holder(4294967312L, Duration.ofSeconds(12), 3)))
        .containsExactly(
            "/l: lease",
            "ROLE         TOKEN  SINCE                      AGE  WHO",
            "holder  4294967312  2026-03-01T11:59:48Z  12 s ago  a",
            "                                                    (session 0x10000561c420006)",
            "holder           -  -                            -  and 2 more");
  }

  @ParameterizedTest
  @CsvSource({
    "0,0 s ago",
    "59,59 s ago",
    "60,1 min ago",
    "3599,59 min ago",
    "3600,1 h ago",
    "172799,47 h ago",
    "172800,2 d ago",
    "-30,in 30 s",
    "-7200,in 2 h"
  })
  void agesAreRough(long seconds, String told) {
    Fact written = new Fact("written", NOW.minusSeconds(seconds));
    assertThat(text(List.of(written)).get(1)).endsWith("Z (%s)".formatted(told));
  }

  @Test
  void aGuessIsSaidToBeOne() {
    Finding finding = new Finding(List.of("double barrier"), true, List.of(), List.of());
    assertThat(InspectionText.of(new Inspection("/l", NOW, List.of(finding), List.of())))
        .containsExactly("/l: cannot be told; perhaps double barrier");
  }

  /** The server's clock is ahead of ours. */
  @Test
  void nobodyWillHaveCome() {
    assertThat(text(List.of(), holder(7, Duration.ofSeconds(-5), 1)))
        .last()
        .asString()
        .contains(" 0 s ago ");
  }
}
