package dev.coordination.tck;

import dev.coordination.Hold;
import dev.coordination.tck.StoreInspector.Contender;
import dev.coordination.tck.StoreInspector.Stake;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Judges every grant of one path.
 *
 * <p>Each grant is reported by the thread that received it; {@link #sample} is called at every step
 * of a test. Three witnesses are heard, so that a suspect never decides alone: the holds, the
 * tokens and the store.
 *
 * <ul>
 *   <li>More holds answer {@code isHeld()} at one instant than may. Once a hold has ended it stays
 *       so, hence all true, then again all true proves that instant.
 *   <li>A token is used twice, or a hold that is held has a smaller token than an earlier grant
 *       that it excludes.
 *   <li>A hold answers {@code isHeld()} before and after a look into the store, where it was not
 *       among those who may.
 * </ul>
 *
 * <p>A hold that a test ended by hand is excused from the first and the third: its holder cannot
 * know at once.
 */
final class ExclusionMonitor {

  private final String path;
  private final int limit;
  private final Supplier<List<Contender>> line;
  private final List<Grant> grants = new ArrayList<>();
  private final Set<Long> endedByHand = new HashSet<>();
  private final Set<String> forgiven = new HashSet<>();
  private @Nullable RuleFailure violation;

  /**
   * Creates a judge.
   *
   * @param limit how many permits a semaphore has; of no meaning for locks
   * @param line the look into the store
   */
  ExclusionMonitor(String path, int limit, Supplier<List<Contender>> line) {
    this.path = path;
    this.limit = limit;
    this.line = line;
  }

  /** A grant and who received it. */
  private record Grant(String who, Hold hold, long token, Stake stake) {

    @Override
    public String toString() {
      return "%s's hold (token %d)".formatted(who, token);
    }
  }

  /** Reports a grant, on the thread that received it and at once. */
  synchronized <H extends Hold> H granted(String who, Stake stake, H hold) {
    Grant grant = new Grant(who, hold, hold.fencingToken(), stake);
    if (grant.token <= 0) {
      throw broken("HOLD-09", "%s on %s is not positive".formatted(grant, path));
    }
    excuseForgiven();
    grants.forEach(earlier -> judge(earlier, grant));
    grants.add(grant);
    judgePermits();
    return hold;
  }

  private void judge(Grant earlier, Grant grant) {
    if (earlier.token == grant.token) {
      throw broken("HOLD-09", acquired(grant) + ", the token of " + earlier);
    }
    // An earlier report is no proof of an earlier grant, but a hold still held after it is.
    if (earlier.token > grant.token && exclude(earlier, grant) && claims(grant)) {
      throw broken("HOLD-09", acquired(grant) + " although " + earlier + " was granted before");
    }
    overlap(earlier, grant);
  }

  private boolean exclude(Grant one, Grant other) {
    return one.stake == Stake.PERMIT
        ? limit == 1
        : one.stake == Stake.EXCLUSIVE || other.stake == Stake.EXCLUSIVE;
  }

  private boolean claims(Grant grant) {
    return !endedByHand.contains(grant.token) && grant.hold.isHeld();
  }

  private void overlap(Grant one, Grant other) {
    if (exclude(one, other) && claims(one) && claims(other) && claims(one)) {
      throw broken(
          rule(one, other), "%s while %s was %s".formatted(acquired(other), one, one.hold.state()));
    }
  }

  private static String rule(Grant one, Grant other) {
    if (one.stake == Stake.PERMIT) {
      return "SEM-01";
    }
    return one.stake == other.stake ? "LOCK-01" : "RWLOCK-01";
  }

  private void judgePermits() {
    List<Grant> once =
        grants.stream().filter(one -> one.stake == Stake.PERMIT && claims(one)).toList();
    List<Grant> crowd = once.stream().filter(this::claims).toList();
    if (crowd.size() > limit) {
      throw broken(
          "SEM-01", "%d permits of %s were held at once: %s".formatted(limit, path, crowd));
    }
  }

  /** Looks at every hold and at the store, now. */
  synchronized void sample() {
    rethrow();
    excuseForgiven();
    List<Grant> claiming = grants.stream().filter(this::claims).toList();
    for (int i = 0; i < claiming.size(); i++) {
      for (int j = i + 1; j < claiming.size(); j++) {
        overlap(claiming.get(i), claiming.get(j));
      }
    }
    judgePermits();
    if (!claiming.isEmpty()) {
      compareWithStore(claiming);
    }
  }

  private void compareWithStore(List<Grant> claiming) {
    List<Contender> contenders = line.get();
    for (Grant grant : claiming) {
      if (!isGranted(contenders, grant.token) && claims(grant)) {
        throw broken(
            grant.stake == Stake.SHARED ? "RWLOCK-01" : rule(grant, grant),
            "%s on %s was %s while the line in the store was %s"
                .formatted(grant, path, grant.hold.state(), contenders));
      }
    }
    if (contenders.stream().filter(one -> one.stake() == Stake.PERMIT).count() > limit) {
      throw broken(
          "SEM-01", "%d permits of %s in the store: %s".formatted(limit, path, contenders));
    }
  }

  /** Whether the contender with this token may hold, by the line alone. */
  static boolean isGranted(List<Contender> contenders, long token) {
    Stake before = Stake.SHARED;
    for (Contender contender : contenders) {
      if (contender.token() == token) {
        return switch (contender.stake()) {
          case EXCLUSIVE -> contenders.get(0).token() == token;
          case SHARED -> before == Stake.SHARED;
          case PERMIT -> true;
          case WAITING -> false;
        };
      }
      before = before == Stake.SHARED ? contender.stake() : before;
    }
    return false;
  }

  /** Excuses what one client, or everyone if null, has in line now: a test ends it by hand. */
  synchronized void endedByHand(@Nullable String who) {
    line.get().stream()
        .filter(contender -> who == null || contender.identifier().equals(who))
        .forEach(this::excuse);
  }

  /**
   * Excuses one contender, which a test ends by hand. One that waits for a permit may get it at
   * this very moment, under another number.
   */
  synchronized void excuse(Contender contender) {
    excuse(contender.token());
    if (contender.stake() == Stake.WAITING) {
      forgiven.add(contender.identifier());
    }
  }

  /** Excuses what has a token. */
  synchronized void excuse(long token) {
    endedByHand.add(token);
  }

  private void excuseForgiven() {
    if (forgiven.isEmpty()) {
      return;
    }
    Set<Long> stored = line.get().stream().map(Contender::token).collect(Collectors.toSet());
    grants.stream()
        .filter(grant -> forgiven.contains(grant.who) && !stored.contains(grant.token))
        .forEach(grant -> endedByHand.add(grant.token));
  }

  /** Throws what was found before, also on a thread whose outcome nobody looked at. */
  synchronized void rethrow() {
    if (violation != null) {
      throw violation;
    }
  }

  private String acquired(Grant grant) {
    return "%s acquired %s (token %d)".formatted(grant.who, path, grant.token);
  }

  private RuleFailure broken(String rule, String what) {
    RuleFailure failure = RuleFailure.of(rule, what);
    if (violation == null) {
      violation = failure;
    }
    return failure;
  }
}
