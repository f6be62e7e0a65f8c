package dev.coordination.tck;

import dev.coordination.Hold;
import dev.coordination.tck.StoreInspector.Contender;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Judges every grant of one path.
 *
 * <p>Each grant is reported by the thread that received it; {@link #sample} is called at every step
 * of a test. Three witnesses are heard, so that a suspect never decides alone: the holds, the
 * tokens and the store.
 *
 * <ul>
 *   <li>Two holds answer {@code isHeld()} at one instant. Once a hold has ended it stays so, hence
 *       true, then true of the other, then true again proves that instant.
 *   <li>A token is used twice, or a hold that is held has a smaller token than an earlier grant.
 *   <li>A hold answers {@code isHeld()} before and after a look into the store, where somebody
 *       else, or nobody, was first in line.
 * </ul>
 *
 * <p>A hold that a test ended by hand is excused from the first and the third: its holder cannot
 * know at once.
 */
final class ExclusionMonitor {

  private final String path;
  private final Supplier<List<Contender>> line;
  private final List<Grant> grants = new ArrayList<>();
  private final Set<Long> endedByHand = new HashSet<>();
  private @Nullable RuleFailure violation;

  ExclusionMonitor(String path, Supplier<List<Contender>> line) {
    this.path = path;
    this.line = line;
  }

  /** A grant and who received it. */
  private record Grant(String who, Hold hold, long token) {

    @Override
    public String toString() {
      return "%s's hold (token %d)".formatted(who, token);
    }
  }

  /** Reports a grant, on the thread that received it and at once. */
  synchronized <H extends Hold> H granted(String who, H hold) {
    Grant grant = new Grant(who, hold, hold.fencingToken());
    grants.forEach(earlier -> judge(earlier, grant));
    if (grant.token <= 0) {
      throw broken("HOLD-09", "%s on %s is not positive".formatted(grant, path));
    }
    grants.add(grant);
    return hold;
  }

  private void judge(Grant earlier, Grant grant) {
    if (earlier.token == grant.token) {
      throw broken("HOLD-09", acquired(grant) + ", the token of " + earlier);
    }
    // An earlier report is no proof of an earlier grant, but a hold still held after it is.
    if (earlier.token > grant.token && claims(grant)) {
      throw broken("HOLD-09", acquired(grant) + " although " + earlier + " was granted before");
    }
    overlap(earlier, grant);
  }

  private boolean claims(Grant grant) {
    return !endedByHand.contains(grant.token) && grant.hold.isHeld();
  }

  private void overlap(Grant one, Grant other) {
    if (claims(one) && claims(other) && claims(one)) {
      throw broken(
          "LOCK-01", "%s while %s was %s".formatted(acquired(other), one, one.hold.state()));
    }
  }

  /** Looks at every hold and at the store, now. */
  synchronized void sample() {
    rethrow();
    List<Grant> claiming = grants.stream().filter(this::claims).toList();
    for (int i = 0; i < claiming.size(); i++) {
      for (int j = i + 1; j < claiming.size(); j++) {
        overlap(claiming.get(i), claiming.get(j));
      }
    }
    if (!claiming.isEmpty()) {
      compareWithStore(claiming.get(claiming.size() - 1));
    }
  }

  private void compareWithStore(Grant grant) {
    List<Contender> contenders = line.get();
    boolean first = !contenders.isEmpty() && contenders.get(0).token() == grant.token;
    if (!first && claims(grant)) {
      throw broken(
          "LOCK-01",
          "%s on %s was %s while the line in the store was %s"
              .formatted(grant, path, grant.hold.state(), contenders));
    }
  }

  /** Excuses what one client, or everyone if null, has in line now: a test ends it by hand. */
  synchronized void endedByHand(@Nullable String who) {
    line.get().stream()
        .filter(contender -> who == null || contender.identifier().equals(who))
        .forEach(contender -> endedByHand.add(contender.token()));
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
