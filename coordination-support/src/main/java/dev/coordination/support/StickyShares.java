package dev.coordination.support;

import dev.coordination.Hold;
import dev.coordination.PartitionFunction;
import dev.coordination.PartitionState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/*
 * The cooperative division: the members decide how many items each has, and the locks which ones.
 *
 * The k-th of n members has a quota of ITEMS / n items, and one more if k < ITEMS mod n. Quotas add up to all
 * items; when a member joins nobody's quota grows, and when one leaves nobody's shrinks. So whoever has more
 * than its quota gives the newest ones back: first they leave acquired(), then the listeners are told, and
 * when these have returned the locks are released. Whoever has fewer looks which items nobody has, and asks for
 * as many as it lacks, without waiting in any line. What another one was quicker to get is not missed: its
 * quota ends before ours is full, and something else is left for us. While something is lacking, we look again
 * every reaction time, for an old owner may take its time.
 *
 * Who knows other members for a moment has another quota than the rest of us expect, and so may take too many
 * or leave some; it learns, and gives back or takes. No item has two owners, because it has one lock.
 *
 * Preferred are the items that we gave up before, then those that the striding function gives us. So a member
 * that comes and goes leaves everything as it was, and members that all begin at once do not want the same.
 */
final class StickyShares<T> implements Division {

  private final DividedSet<T> set;
  private final Assembly assembly;
  private final ItemClaims<T> claims;
  private final DivisibleItems<T> items;
  private final PartitionFunction<T> preferred = PartitionFunction.striding();

  /** Not acquired any more, though locked until the listeners have returned. */
  private final Set<T> leaving = new LinkedHashSet<>();

  /** What we gave up, the latest last. */
  private final Set<T> former = new LinkedHashSet<>();

  /** Counts the beginnings; what was looked up for an earlier one is dropped. */
  private long round;

  private boolean looking;
  private int heldBefore;

  StickyShares(
      DividedSet<T> set, Assembly assembly, ItemClaims<T> claims, DivisibleItems<T> items) {
    this.set = set;
    this.assembly = assembly;
    this.claims = claims;
    this.items = items;
  }

  @Override
  public void membersChanged() {
    // Until the members are the same for a while, everybody keeps what it has.
  }

  @Override
  public void quiet() {
    if (set.isIn(PartitionState.RELEASE) || looking || claims.isAsking()) {
      return;
    }
    int lacking = lacking();
    if (lacking < 0) {
      revoke(-lacking);
    } else if (lacking > 0) {
      look();
    } else if (set.isIn(PartitionState.ALLOCATING)) {
      var unused = set.publish(PartitionState.ACQUIRED, acquired());
    }
  }

  /** How many items are missing from our quota; negative if we have too many. */
  private int lacking() {
    List<String> members = assembly.members();
    int position = members.indexOf(assembly.identifier());
    int all = items.all().size();
    if (position < 0) {
      return 0; // not for long
    }
    int quota = all / members.size() + (position < all % members.size() ? 1 : 0);
    return quota - acquired().size();
  }

  private Map<T, Hold> acquired() {
    Map<T, Hold> acquired = new LinkedHashMap<>(claims.held());
    acquired.keySet().removeAll(leaving);
    return acquired;
  }

  private void revoke(int count) {
    List<T> kept = new ArrayList<>(acquired().keySet());
    List<T> surplus = List.copyOf(kept.subList(kept.size() - count, kept.size()));
    leaving.addAll(surplus);
    former.removeAll(surplus);
    former.addAll(surplus);
    long current = round;
    CompletableFuture<@Nullable Void> told =
        set.publish(PartitionState.ACQUIRED, acquired()); // what is left is the whole share
    var unused = told.thenRun(() -> set.run(() -> free(surplus, current)));
  }

  private void free(List<T> surplus, long current) {
    if (current == round) {
      leaving.removeAll(Set.copyOf(surplus));
      var unused = claims.giveBack(surplus);
    }
  }

  private void look() {
    looking = true;
    long current = round;
    List<T> others = items.all().stream().filter(item -> !claims.held().containsKey(item)).toList();
    set.unclaimed(
        others,
        free -> {
          if (current == round) {
            looking = false;
            ask(free);
          }
        });
  }

  private void ask(Set<T> free) {
    List<T> wanted = byPreference(free).stream().limit(Math.max(0, lacking())).toList();
    heldBefore = claims.held().size();
    claims.ask(wanted, false);
  }

  private Set<T> byPreference(Set<T> free) {
    List<T> ranked = new ArrayList<>(former);
    Collections.reverse(ranked);
    ranked.addAll(preferred.share(assembly.identifier(), assembly.members(), items.all()));
    ranked.addAll(items.all());
    Set<T> wanted = new LinkedHashSet<>(ranked);
    wanted.retainAll(free);
    return wanted;
  }

  @Override
  public void settled() {
    boolean ended = !claims.isAsking() && !set.isIn(PartitionState.RELEASE);
    if (ended && claims.held().size() > heldBefore) {
      var unused =
          assembly.isQuiet() && lacking() == 0
              ? set.publish(PartitionState.ACQUIRED, acquired())
              : set.publish(acquired());
      assembly.look();
    }
  }

  @Override
  public void reset() {
    round++;
    looking = false;
    leaving.clear();
    heldBefore = 0;
  }

  @Override
  public boolean isWaiting() {
    boolean busy = looking || claims.isAsking(); // quiet() has been put off, and may be unheard
    return !set.isIn(PartitionState.RELEASE) && (busy || lacking() != 0);
  }
}
