package dev.coordination.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.cli.Entry.Deed;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each claim about the jobs of the queue falls when the records say otherwise. */
class JobsEvidenceTest {

  private final Written records = new Written();
  private List<String> jobs = List.of("job-1", "job-2", "job-3");
  private int left;

  /** The dead one had consumed a job before, and died at 5 with another in its hands. */
  @BeforeEach
  void writeTheRecordsOfAGoodRun() {
    done("a", 1, 2, "job-1", 10);
    records.add("a", 3, Deed.CLAIMED, 12, "job-2");
    records.add("a", 4, Deed.WORKED, 12, "job-2");
    done("b", 3, 4, "job-3", 11);
    done("b", 8, 9, "job-2", 13);
  }

  @Test
  void aGoodRun() {
    assertThat(failed()).isEmpty();
  }

  @Test
  void consumedTwiceByOne() {
    records.add("b", 9.5, Deed.CONSUMED, 13, "job-2");
    assertThat(failed()).containsExactly("jobs");
  }

  @Test
  void consumedByTwo() {
    done("c", 10, 11, "job-2", 14);
    assertThat(failed()).containsExactly("jobs");
  }

  @Test
  void consumedOnceForAnother() {
    done("c", 10, 11, "job-3", 14);
    records.remove(entry -> entry.item().equals("job-1"));
    assertThat(failed()).containsExactly("jobs");
  }

  @Test
  void lostJob() {
    records.remove(entry -> entry.item().equals("job-3"));
    assertThat(failed()).containsExactly("jobs");
  }

  @Test
  void jobThatNobodyPut() {
    jobs = List.of("job-1", "job-2");
    assertThat(failed()).containsExactly("jobs");
  }

  @Test
  void jobLeftInTheQueue() {
    left = 1;
    assertThat(failed()).containsExactly("jobs");
  }

  @Test
  void consumedWithoutAClaim() {
    records.remove(entry -> entry.deed() == Deed.CLAIMED && entry.number() == 11);
    assertThat(failed()).containsExactly("claims");
  }

  @Test
  void consumedByOneWhoHadNotClaimedIt() {
    records.replace(Deed.CONSUMED, 11, entry -> Written.numbered(entry, 14));
    assertThat(failed()).containsExactly("claims");
  }

  @Test
  void workedOnWithoutAClaim() {
    records.add("b", 2, Deed.WORKED, 11, "job-3");
    assertThat(failed()).containsExactly("claims");
  }

  @Test
  void putBackWithoutAClaim() {
    records.add("b", 2, Deed.PUT_BACK, 9, "job-3");
    assertThat(failed()).containsExactly("claims");
  }

  @Test
  void claimedWhileAnotherWorks() {
    records.add("c", 3.5, Deed.CLAIMED, 14, "job-3");
    assertThat(failed()).containsExactly("claims");
  }

  @Test
  void claimedBeforeItsOwnerDied() {
    records.replace(Deed.CLAIMED, 13, entry -> Written.at(entry, 5.05));
    assertThat(failed()).containsExactly("claims");
  }

  @Test
  void signOfWorkAfterTheJobWasConsumed() {
    records.add("a", 8.5, Deed.WORKED, 12, "job-2");
    assertThat(failed()).containsExactly("claims");
  }

  @Test
  void tokenThatDoesNotGrow() {
    records.renumber(13, 12);
    assertThat(failed()).containsExactly("again");
  }

  @Test
  void smallerTokenAfterOnePutBack() {
    records.add("c", 1, Deed.CLAIMED, 19, "job-3");
    records.add("c", 2, Deed.PUT_BACK, 19, "job-3");
    assertThat(failed()).containsExactly("again");
  }

  @Test
  void lateRedelivery() {
    records.replace(Deed.CLAIMED, 13, entry -> Written.at(entry, 9.01));
    records.replace(Deed.CONSUMED, 13, entry -> Written.at(entry, 9.5));
    assertThat(failed()).containsExactly("handover");
  }

  @Test
  void noRedelivery() {
    records.remove(entry -> entry.number() == 13);
    assertThat(failed()).containsExactly("jobs", "again", "handover");
  }

  @Test
  void claimThatNobodyEnded() {
    records.add("c", 4.5, Deed.CLAIMED, 14, "job-3");
    done("b", 5, 6, "job-3", 15);
    assertThat(failed()).contains("claims");
  }

  @Test
  void claimPutBack() {
    records.add("c", 1, Deed.CLAIMED, 9, "job-3");
    records.add("c", 2, Deed.PUT_BACK, 9, "job-3");
    assertThat(failed()).isEmpty();
  }

  @Test
  void nobodyDiedAtItsJob() {
    records.remove(entry -> entry.number() == 12);
    assertThat(failed()).containsExactly("again", "handover");
  }

  private void done(String worker, double from, double to, String job, long token) {
    records.add(worker, from, Deed.CLAIMED, token, job);
    records.add(worker, to, Deed.CONSUMED, token, job);
  }

  private List<String> failed() {
    return records.refused(
        new JobsEvidence(jobs, left, Written.death("a", 5), Duration.ofSeconds(2)));
  }
}
