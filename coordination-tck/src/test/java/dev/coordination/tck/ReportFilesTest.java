package dev.coordination.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.tck.ConformanceReport.Entry;
import dev.coordination.tck.ConformanceReport.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One report, however many JVMs a run is divided among. */
class ReportFilesTest {

  private static final String RUN = "coordination.tck.run";

  @TempDir private Path directory;

  @AfterEach
  void clearProperty() {
    System.clearProperty(RUN);
  }

  @Test
  void thePartsOfARunMakeOneReport() throws IOException {
    System.setProperty(RUN, "7");
    write("LOCK-01", "A.one", Outcome.PASSED);
    write("LOCK-01", "B.two", Outcome.FAILED);
    write("LOCK-02", "B.three", Outcome.PASSED);

    assertThat(markdown())
        .contains("2 rules: 1 passed, 1 failed, 0 aborted", "| LOCK-01 | **failed** | 1, 1, 0 |");
    assertThat(Files.readString(directory.resolve("store.json"))).contains("A.one", "B.three");
  }

  @Test
  void anotherRunBeginsAnew() throws IOException {
    System.setProperty(RUN, "7");
    write("LOCK-01", "A.one", Outcome.FAILED);
    System.setProperty(RUN, "8");
    write("LOCK-02", "A.two", Outcome.PASSED);

    assertThat(markdown()).contains("1 rules: 1 passed").doesNotContain("LOCK-01");
  }

  @Test
  void aRunWithoutANameIsOneReport() throws IOException {
    write("LOCK-01", "A.one", Outcome.FAILED);
    write("LOCK-02", "A.two", Outcome.PASSED);

    assertThat(markdown()).contains("1 rules: 1 passed").doesNotContain("LOCK-01");
  }

  private void write(String rule, String test, Outcome outcome) {
    BackendReport report = new BackendReport("store");
    report.add(rule, new Entry(test, outcome, ""));
    new ReportFiles(directory).write(report);
  }

  private String markdown() throws IOException {
    return Files.readString(directory.resolve("store.md"));
  }
}
