package dev.coordination.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.cli.Entry.Deed;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each claim about the divided set falls when the records say otherwise. */
class DivisionEvidenceTest {

  private final Written records = new Written();

  /**
   * The first two divide four items, a third gives back what it got in between; then one dies, at
   * 10, another has all, and a new one comes, at 15. At 20 they leave.
   */
  @BeforeEach
  void writeTheRecordsOfAGoodRun() {
    List.of("a", "b").forEach(worker -> records.add(worker, 1, Deed.SHARING, 4));
    took("a", 2, "1", 11);
    took("a", 2, "2", 12);
    had("a", 2, 3, "3", 13);
    had("b", 4, 20.1, "3", 14);
    had("b", 4, 16, "4", 15);
    had("b", 14, 20.1, "1", 21);
    had("b", 14, 16, "2", 22);
    records.add("c", 15, Deed.SHARING, 4);
    had("c", 17, 20.2, "2", 32);
    had("c", 17, 20.2, "4", 34);
    List.of("b", "c").forEach(worker -> records.add(worker, 20, Deed.LEAVING, 2));
    had("c", 20.15, 20.2, "1", 41);
  }

  @Test
  void aGoodRun() {
    assertThat(failed()).isEmpty();
  }

  @Test
  void takenBeforeItWasGivenUp() {
    records.replace(Deed.GAVE_UP, 13, entry -> Written.at(entry, 4.1));
    assertThat(failed()).containsExactly("items");
  }

  @Test
  void workedOnAfterItWasGivenUp() {
    records.add("a", 4.1, Deed.TENDED, 13, "3");
    assertThat(failed()).containsExactly("items");
  }

  @Test
  void takenBeforeItsOwnerDied() {
    records.replace(Deed.TOOK, 21, entry -> Written.at(entry, 10.05));
    assertThat(failed()).containsExactly("items");
  }

  @Test
  void tendedAfterItWasGivenUpToNobody() {
    records.add("b", 20.15, Deed.TENDED, 15, "4");
    assertThat(failed()).containsExactly("items");
  }

  @Test
  void tendedWithATokenThatItDidNotTake() {
    records.add("b", 5, Deed.TENDED, 16, "4");
    assertThat(failed()).containsExactly("items");
  }

  @Test
  void tendedBeforeItWasTaken() {
    records.add("b", 3.9, Deed.TENDED, 15, "4");
    assertThat(failed()).containsExactly("items");
  }

  @Test
  void lastOwnerThatNeverGaveUp() {
    records.remove(entry -> entry.deed() == Deed.GAVE_UP && entry.number() == 34);
    assertThat(failed()).containsExactly("items");
  }

  @Test
  void tokenThatDoesNotGrow() {
    records.renumber(32, 22);
    assertThat(failed()).containsExactly("owners");
  }

  @Test
  void smallerToken() {
    records.renumber(21, 10);
    assertThat(failed()).containsExactly("owners");
  }

  @Test
  void itemThatNobodyHadAtFirst() {
    records.remove(entry -> entry.number() == 12);
    assertThat(failed()).contains("shares");
  }

  @Test
  void unevenAtFirst() {
    records.remove(entry -> entry.number() == 13);
    records.remove(entry -> entry.number() == 14);
    took("a", 2, "3", 14);
    had("b", 14, 20.1, "3", 24);
    assertThat(failed()).containsExactly("shares");
  }

  @Test
  void noRebalanceAfterTheDeath() {
    records.remove(entry -> entry.number() == 21 || entry.number() == 22);
    assertThat(failed()).contains("shares", "moves", "recovery");
  }

  @Test
  void oneItemWithoutAnOwnerAfterTheDeath() {
    records.remove(entry -> entry.number() == 21);
    assertThat(failed()).contains("shares", "moves", "recovery");
  }

  @Test
  void lateRebalanceAfterTheDeath() {
    tookLater(21, 14.51);
    assertThat(failed()).containsExactly("recovery");
  }

  @Test
  void noRebalanceAfterTheArrival() {
    records.remove(entry -> entry.number() == 32 || entry.number() == 34);
    records.replace(Deed.GAVE_UP, 15, entry -> Written.at(entry, 20.1));
    records.replace(Deed.GAVE_UP, 22, entry -> Written.at(entry, 20.1));
    assertThat(failed()).containsExactly("shares", "arrival");
  }

  @Test
  void nobodyCame() {
    records.remove(entry -> entry.worker().equals("c"));
    assertThat(failed()).contains("shares", "arrival");
  }

  @Test
  void unevenAfterTheArrival() {
    records.remove(entry -> entry.number() == 34);
    records.replace(Deed.GAVE_UP, 15, entry -> Written.at(entry, 20.1));
    assertThat(failed()).containsExactly("shares");
  }

  @Test
  void lateRebalanceAfterTheArrival() {
    tookLater(34, 17.51);
    assertThat(failed()).containsExactly("arrival");
  }

  @Test
  void itemLostAfterTheArrival() {
    records.remove(entry -> entry.number() == 34);
    assertThat(failed()).containsExactly("shares", "arrival");
  }

  @Test
  void survivorLosesAnItemForAWhile() {
    records.replace(Deed.GAVE_UP, 14, entry -> Written.at(entry, 11));
    had("b", 12, 20.1, "3", 16);
    assertThat(failed()).containsExactly("moves");
  }

  @Test
  void itemThatMovesTwice() {
    had("b", 16.4, 16.6, "2", 23);
    assertThat(failed()).containsExactly("moves");
  }

  @Test
  void itemThatNobodyGaveUp() {
    records.remove(entry -> entry.deed() == Deed.GAVE_UP && entry.number() == 13);
    assertThat(failed()).contains("items");
  }

  private void took(String worker, double seconds, String item, long token) {
    records.add(worker, seconds, Deed.TOOK, token, item);
    records.add(worker, seconds + 0.02, Deed.TENDED, token, item);
  }

  private void tookLater(long token, double seconds) {
    records.remove(entry -> entry.deed() == Deed.TENDED && entry.number() == token);
    records.replace(Deed.TOOK, token, entry -> Written.at(entry, seconds));
  }

  private void had(String worker, double from, double to, String item, long token) {
    took(worker, from, item, token);
    records.add(worker, to, Deed.GAVE_UP, token, item);
  }

  private List<String> failed() {
    return records.refused(
        new DivisionEvidence(4, 2, Written.death("a", 10), Duration.ofSeconds(2)));
  }
}
