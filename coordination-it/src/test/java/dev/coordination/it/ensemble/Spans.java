package dev.coordination.it.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.Hold;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Who held what, and when: from after the grant until before it was last seen to be held. Where
 * spans that exclude each other overlap, something was granted twice.
 */
final class Spans {

  /** A share of one excludes the other shares of one; smaller ones add up. */
  private record Span(long from, long to, int share, long token) {}

  private final int whole;
  private final List<Span> spans = new ArrayList<>();

  /** So many shares may be held at a time. */
  Spans(int whole) {
    this.whole = whole;
  }

  /**
   * Holds for a moment, notes when, and lets go.
   *
   * @param hold what was granted just now
   * @param share how much of the whole it is
   */
  void hold(Hold hold, int share) {
    long from = System.nanoTime();
    Thread.onSpinWait();
    long to = System.nanoTime();
    if (hold.isHeld()) {
      add(from, to, share, hold.fencingToken());
    }
    hold.release();
  }

  void add(long from, long to, int share, long token) {
    synchronized (spans) {
      spans.add(new Span(from, to, share, token));
    }
  }

  int size() {
    synchronized (spans) {
      return spans.size();
    }
  }

  /**
   * Fails where more than the whole was held, or where a later exclusive grant has a smaller token.
   */
  void check(String what) {
    record Change(long at, int by, long token) {}
    List<Change> changes = new ArrayList<>();
    for (Span span : spans) {
      changes.add(new Change(span.from(), span.share(), span.token()));
      changes.add(new Change(span.to(), -span.share(), span.token()));
    }
    changes.sort(Comparator.comparingLong(Change::at).thenComparingInt(Change::by));
    int held = 0;
    long largest = 0;
    for (Change change : changes) {
      held += change.by();
      assertThat(held)
          .as("%s: held at once, with token %s", what, change.token())
          .isLessThanOrEqualTo(whole);
      if (change.by() == whole) {
        assertThat(change.token()).as("%s: token", what).isGreaterThan(largest);
      }
      largest = Math.max(largest, change.by() > 0 ? change.token() : 0);
    }
  }
}
