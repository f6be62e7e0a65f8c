package dev.coordination.tck;

import dev.coordination.ClaimedItem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Judges every claim of one locking queue, whose items are all different. */
final class ClaimJudge {

  private final Map<String, List<ClaimedItem<String>>> claims = new HashMap<>();
  private final Set<Long> endedByHand = ConcurrentHashMap.newKeySet();

  /** Excuses the claim with this token: a test ends it by hand. */
  void endedByHand(long token) {
    endedByHand.add(token);
  }

  /** Reports a claim, on the thread that received it and at once. */
  synchronized ClaimedItem<String> claimed(ClaimedItem<String> claim) {
    List<ClaimedItem<String>> earlier =
        claims.computeIfAbsent(claim.value(), value -> new ArrayList<>());
    earlier.forEach(one -> judge(one, claim));
    earlier.add(claim);
    return claim;
  }

  private void judge(ClaimedItem<String> earlier, ClaimedItem<String> later) {
    if (believes(earlier) && believes(later) && believes(earlier)) {
      throw RuleFailure.of(
          "LQUEUE-01",
          "%s was claimed (token %d) while %s"
              .formatted(later.value(), later.fencingToken(), TckTest.say(earlier)));
    }
    if (earlier.fencingToken() >= later.fencingToken() && believes(later)) {
      throw RuleFailure.of(
          "LQUEUE-03",
          "%s was claimed with token %d after %s"
              .formatted(later.value(), later.fencingToken(), TckTest.say(earlier)));
    }
  }

  private boolean believes(ClaimedItem<String> claim) {
    return !endedByHand.contains(claim.fencingToken()) && claim.isHeld();
  }
}
