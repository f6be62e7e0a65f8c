package dev.coordination.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.cli.Entry.Deed;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Lines that fit the terminal, however long the demo runs and however many take part. */
class TimelineTest {

  private static final int WIDTH = 80;
  private static final long TOKEN = 100_000_000;
  private static final int ITEMS = 40;
  private static final int TURNS = 1_000;
  private static final double DIED = 10_000;
  private static final Duration LONGEST = EmbeddedServer.LONGEST_SESSION;

  private final Timeline timeline = new Timeline(new Results(false), () -> {});
  private final Written records = new Written();

  @Test
  void oneThing() {
    for (Deed deed : Deed.values()) {
      assertThat(line(deed, "job-100")).hasSizeLessThanOrEqualTo(WIDTH);
    }
  }

  @Test
  void manyThings() {
    String all = items(1, ITEMS).mapToObj(String::valueOf).collect(Collectors.joining(","));
    assertThat(line(Deed.SHARE, all))
        .hasSizeLessThanOrEqualTo(WIDTH)
        .endsWith("works on 1 2 3 4 5 6 7 8 9 10 11 12 and 28 more");
  }

  @Test
  void coloursMoveNothing() {
    Timeline colourful = new Timeline(new Results(false), true, () -> {});
    Claim claim = new Claim("lock", "never two at once", false);
    String event = colourful.line(1.5, "worker-2", "joins");
    assertThat(event).contains("\u001b[");
    assertThat(plain(event)).isEqualTo(timeline.line(1.5, "worker-2", "joins"));
    assertThat(colourful.line(claim)).contains("\u001b[31m");
    assertThat(plain(colourful.line(claim))).isEqualTo(timeline.line(claim));
    assertThat(timeline.line(claim)).doesNotContain("\u001b").contains("FAILED");
  }

  private static String plain(String line) {
    return line.replaceAll("\u001b\\[\\d*m", "");
  }

  /** What the demo exits with hangs on it. */
  @Test
  void oneClaimThatDoesNotHoldIsEnough() {
    Claim good = new Claim("lock", "", true);
    assertThat(timeline.summary(List.of(good, good))).isTrue();
    assertThat(timeline.summary(List.of(good, new Claim("order", "", false), good))).isFalse();
  }

  @Test
  void claims() {
    takeTurns();
    lead();
    doJobs();
    divide();
    Death death = Written.death("worker-18", DIED);
    assertThat(
            records.judged(
                new LockEvidence(2, TURNS),
                new CounterEvidence(TURNS, TURNS),
                new ElectionEvidence(List.of("worker-18", "worker-19"), death, LONGEST),
                new JobsEvidence(List.of("job-100"), 0, death, LONGEST),
                new DivisionEvidence(ITEMS, 2, death, LONGEST)))
        .allSatisfy(
            claim ->
                assertThat(timeline.line(claim))
                    .hasSizeLessThanOrEqualTo(WIDTH)
                    .matches(line -> claim.held(), "held"));
  }

  private void takeTurns() {
    for (int turn = 1; turn <= TURNS; turn++) {
      String worker = "worker-" + (18 + turn % 2);
      records.add(worker, turn, Deed.ASKING, 0);
      records.add(worker, turn + 0.1, Deed.IN_LINE, 0);
      records.add(worker, turn + 0.2, Deed.ACQUIRED, TOKEN + turn);
      records.add(worker, turn + 0.9, Deed.RELEASING, TOKEN + turn);
      records.add(worker, turn + 0.9, Deed.COUNTED, turn);
    }
  }

  private void lead() {
    records.add("worker-18", DIED - 1, Deed.LEADING, TOKEN);
    records.add("worker-19", DIED + 7_199, Deed.LEADING, TOKEN + 1);
    records.add("worker-19", DIED + 7_200, Deed.RESIGNING, TOKEN + 1);
  }

  private void doJobs() {
    records.add("worker-18", DIED - 1, Deed.CLAIMED, TOKEN, "job-100");
    records.add("worker-19", DIED + 7_199, Deed.CLAIMED, TOKEN + 1, "job-100");
    records.add("worker-19", DIED + 7_200, Deed.CONSUMED, TOKEN + 1, "job-100");
  }

  /** Two have half of the items each, the other has all, and one comes and has half again. */
  private void divide() {
    double arrival = DIED + 7_500;
    double end = arrival + 3_600;
    records.add("worker-20", arrival, Deed.SHARING, ITEMS);
    items(1, ITEMS / 2)
        .forEach(item -> records.add("worker-18", DIED - 1, Deed.TOOK, TOKEN, "" + item));
    items(1, ITEMS / 2)
        .forEach(item -> had("worker-19", DIED + 7_199, arrival + 1, item, TOKEN + 1));
    items(ITEMS / 2 + 1, ITEMS).forEach(item -> had("worker-19", DIED - 1, end + 1, item, TOKEN));
    items(1, ITEMS / 2).forEach(item -> had("worker-20", end - 1, end + 1, item, TOKEN + 2));
    records.add("worker-19", end, Deed.LEAVING, ITEMS);
  }

  private void had(String worker, double from, double to, int item, long token) {
    records.add(worker, from, Deed.TOOK, token, "" + item);
    records.add(worker, to, Deed.GAVE_UP, token, "" + item);
  }

  private static IntStream items(int first, int last) {
    return IntStream.rangeClosed(first, last);
  }

  private String line(Deed deed, String item) {
    return timeline.line(
        99_999.99, "worker-20", Timeline.words(new Entry("worker-20", 0, deed, TOKEN, item)));
  }
}
