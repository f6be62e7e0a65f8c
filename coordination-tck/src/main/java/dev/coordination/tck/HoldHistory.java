package dev.coordination.tck;

import dev.coordination.Hold;
import dev.coordination.tck.StoreInspector.Stake;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Who held what of one path and when, and whether it can have been: whether there is one order of
 * all beginnings and ends of holds in which no two exclude each other, no more permits are held
 * than there are, and tokens increase.
 *
 * <p>A hold begins between the call that asked for it and that call's return. It ends between the
 * call and the return of its release; or, if it was lost, between the last look at which it was
 * held and the first at which it was not. What a test ended by hand may have ended at any time
 * after: its holder cannot know at once.
 */
final class HoldHistory {

  /** The beginning of a hold, or its end. */
  record Change(
      String who,
      Stake stake,
      long token,
      boolean begins,
      long called,
      long returned,
      boolean certain)
      implements Linearization.Operation {}

  /** A hold from its grant on. */
  private static final class Tenure {
    final String who;
    final Stake stake;
    final Hold hold;
    final long called;
    final long granted;

    /** Asked for before its session was ended by hand, and granted after that. */
    boolean doubtful;

    /** Held when its session was ended by hand. */
    boolean doomed;

    long lastHeld;

    Tenure(String who, Stake stake, Hold hold, long called, long granted) {
      this.who = who;
      this.stake = stake;
      this.hold = hold;
      this.called = called;
      this.granted = granted;
      this.lastHeld = granted;
    }

    Change beginning() {
      return new Change(who, stake, hold.fencingToken(), true, called, granted, true);
    }
  }

  private final AtomicLong clock = new AtomicLong();
  private final List<Tenure> current = new ArrayList<>();
  private final Map<String, Long> endedByHand = new HashMap<>();
  private final List<Change> changes = new ArrayList<>();

  /** The next instant: taken before something is called and after it returned. */
  long instant() {
    return clock.incrementAndGet();
  }

  // ---- what is seen

  /**
   * Reports a grant, asked for at an instant, on the thread that received it.
   *
   * @return whether it may be one of a session that was ended by hand since it was asked for
   */
  synchronized boolean granted(String who, Stake stake, Hold hold, long called) {
    Tenure tenure = new Tenure(who, stake, hold, called, instant());
    tenure.doubtful = endedByHand.getOrDefault(who, 0L) > called;
    current.add(tenure);
    return tenure.doubtful;
  }

  /** Releases a hold. */
  synchronized void release(Hold hold) {
    sample();
    long called = instant();
    hold.releaseAsync();
    long returned = instant();
    current.stream()
        .filter(tenure -> tenure.hold == hold)
        .findAny()
        .ifPresent(
            released -> ended(released, released.doomed ? released.lastHeld : called, returned));
  }

  /** Looks at every hold. */
  synchronized void sample() {
    for (Tenure tenure : List.copyOf(current)) {
      long asked = instant();
      if (!tenure.hold.isHeld()) {
        lost(tenure);
      } else if (!tenure.doomed) {
        tenure.lastHeld = asked;
      }
    }
  }

  /** A test is about to end the session of a client by hand. */
  synchronized void endedByHand(String who) {
    sample();
    endedByHand.put(who, instant());
    current.stream().filter(tenure -> tenure.who.equals(who)).forEach(one -> one.doomed = true);
  }

  /** A doubtful one may have been over before it began. */
  private void lost(Tenure tenure) {
    if (tenure.doubtful) {
      current.remove(tenure);
    } else {
      ended(tenure, tenure.lastHeld, instant());
    }
  }

  private void ended(Tenure tenure, long called, long returned) {
    current.remove(tenure);
    add(tenure.beginning());
    long token = tenure.hold.fencingToken();
    add(new Change(tenure.who, tenure.stake, token, false, called, returned, true));
  }

  /** Notes one change. */
  synchronized void add(Change change) {
    changes.add(change);
  }

  // ---- the judgement

  /** Whether it can have been, with that many permits. */
  synchronized boolean isPossible(int limit) {
    sample();
    List<Change> all =
        Stream.concat(changes.stream(), current.stream().map(Tenure::beginning)).toList();
    List<Ranked> ranked = all.stream().map(change -> Ranked.among(all, change)).toList();
    return new Linearization<Ranked, Holders>(ranked, (before, next) -> before.after(next, limit))
        .existsFrom(Holders.NONE);
  }

  /**
   * A change and its place in the order of tokens: how many holds must have begun before it does.
   * Of those who share only those count that exclude them.
   */
  private record Ranked(Change change, int rank) implements Linearization.Operation {

    static Ranked among(List<Change> all, Change change) {
      return new Ranked(
          change,
          (int)
              all.stream()
                  .filter(other -> other.begins && other.token < change.token)
                  .filter(other -> change.stake != Stake.SHARED || other.stake == Stake.EXCLUSIVE)
                  .count());
    }

    @Override
    public long called() {
      return change.called;
    }

    @Override
    public long returned() {
      return change.returned;
    }

    @Override
    public boolean certain() {
      return change.certain;
    }
  }

  /**
   * Who holds, and how many have begun to.
   *
   * @param shared the number of those who share, or have a permit
   * @param exclusive whether somebody holds who excludes everybody else
   * @param begunExclusively how many such holds have begun
   * @param begun how many holds have begun
   */
  private record Holders(int shared, boolean exclusive, int begunExclusively, int begun) {

    static final Holders NONE = new Holders(0, false, 0, 0);

    Optional<Holders> after(Ranked next, int limit) {
      boolean exclusively = next.change.stake == Stake.EXCLUSIVE;
      if (!next.change.begins) {
        int sharing = exclusively ? shared : shared - 1;
        return Optional.of(
            new Holders(sharing, exclusive && !exclusively, begunExclusively, begun));
      }
      if (!admits(next, limit)) {
        return Optional.empty();
      }
      return Optional.of(
          exclusively
              ? new Holders(shared, true, begunExclusively + 1, begun + 1)
              : new Holders(shared + 1, false, begunExclusively, begun + 1));
    }

    private boolean admits(Ranked next, int limit) {
      return switch (next.change.stake) {
        case EXCLUSIVE -> !exclusive && shared == 0 && next.rank == begun;
        case SHARED -> !exclusive && next.rank == begunExclusively;
        case PERMIT -> shared < limit && next.rank == begun;
        case WAITING -> false;
      };
    }
  }

  @Override
  public synchronized String toString() {
    StringBuilder text = new StringBuilder();
    changes.forEach(change -> text.append("\n  ").append(change));
    current.forEach(tenure -> text.append("\n  still ").append(tenure.beginning()));
    return text.toString();
  }
}
