package dev.coordination.inmemory;

import dev.coordination.MalformedDataException;
import dev.coordination.NotPermittedException;
import dev.coordination.support.Deadline;
import dev.coordination.support.LeaseStore.Slot;
import dev.coordination.support.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store: the lines of contenders, the data and the sessions of one space.
 *
 * <p>One monitor guards the store and what its clients know of it. Every request, every fault and
 * every timer is a transaction under that monitor, so the order of transactions is the order of all
 * things, grants included. What a client that can be reached learns by a transaction it learns in
 * it: whether it can be reached is part of the state.
 *
 * <p>A transaction never runs users' code and wakes nobody. It leaves <em>news</em> (a future to
 * complete, a listener to run), which the thread that made the transaction passes on after it has
 * left the monitor. Nothing relies on the order in which the news of two transactions arrive: what
 * must be ordered is put into queues under the monitor, what is passed on later only starts them.
 *
 * <p>Tokens are numbers of arrival, from one counter for the whole space, so they increase along
 * every {@linkplain Line line} and never start again.
 */
final class Space {

  private static final Logger log = LoggerFactory.getLogger(Space.class);

  private static final Slot EMPTY = new Slot(null, 0);

  private final Object monitor = new Object();
  private final Scheduler clock;
  private final Map<Place, Line> lines = new HashMap<>();
  private final Queues queues = new Queues(this);
  private final Parties parties = new Parties(this);
  private final Barriers barriers = new Barriers(this);
  private final DoubleBarriers doubleBarriers = new DoubleBarriers();
  private final Map<String, Slot> data = new HashMap<>();
  private final Map<Place, Set<LeaderWatch>> watches = new HashMap<>();
  private final Set<String> denied = new HashSet<>();
  private final Set<String> exhausted = new HashSet<>();
  private List<Runnable> news = new ArrayList<>();
  private long lastToken;
  private long transactions;

  Space(Scheduler clock) {
    this.clock = clock;
  }

  Scheduler clock() {
    return clock;
  }

  // ---- transactions

  /** Does something under the monitor and passes on the news of it. */
  <T extends @Nullable Object> T transact(Supplier<T> transaction) {
    assert !Thread.holdsLock(monitor) : "a transaction within a transaction";
    List<Runnable> fresh = List.of();
    try {
      synchronized (monitor) {
        try {
          return transaction.get();
        } finally {
          fresh = takeNews();
        }
      }
    } finally {
      fresh.forEach(Space::passOn);
    }
  }

  /** Does something under the monitor and passes on the news of it. */
  void transact(Runnable transaction) {
    this.<@Nullable Void>transact(
        () -> {
          transaction.run();
          return null;
        });
  }

  /** Leaves something to do when the transaction is over. */
  void later(Runnable item) {
    news.add(item);
  }

  /** How many transactions there have been: unchanged means that nothing happened. */
  long transactions() {
    synchronized (monitor) {
      return transactions;
    }
  }

  private List<Runnable> takeNews() {
    transactions++;
    if (news.isEmpty()) {
      return List.of();
    }
    List<Runnable> taken = news;
    news = new ArrayList<>();
    return taken;
  }

  private static void passOn(Runnable item) {
    try {
      item.run();
    } catch (Throwable e) { // from a user's executor; the rest of the news must not suffer
      log.error("An executor threw", e);
    }
  }

  // ---- sessions

  /** Nothing is heard of the session from now on; unless that changes it ends. */
  void startExpiry(Session session, Duration timeout) {
    session.cancelExpiry();
    session.expiry = Deadline.after(clock, timeout);
    session.expiryTimer =
        clock.schedule(
            timeout,
            () ->
                transact(
                    () -> {
                      if (session.isOver(clock)) {
                        end(session);
                      }
                    }));
  }

  /** Ends a session and removes everything bound to it. */
  void end(Session session) {
    session.ended = true;
    session.cancelExpiry();
    remove(List.copyOf(session.contenders));
    parties.remove(session.attendances);
    doubleBarriers.sessionEnded(session);
    later(() -> session.end.complete(null));
  }

  // ---- lines

  /** {@return who stands in a line, in order} */
  Collection<Contender> line(Place place) {
    Line line = lines.get(place);
    return line == null ? Set.of() : line.contenders();
  }

  /** Whether a candidate would hold at once if it came now. */
  boolean isOpenTo(Candidate<?> candidate) {
    Line line = lines.get(candidate.place());
    return (line == null ? candidate.place().newLine(this) : line).isOpenTo(candidate);
  }

  /** Puts a contender at the end of its line. */
  void add(Contender contender) {
    contender.token = nextToken();
    contender.standing = true;
    contender.session.contenders.add(contender);
    Line line = lines.computeIfAbsent(contender.place(), place -> place.newLine(this));
    line.add(contender);
    settle(line);
  }

  /** {@return a number larger than all tokens that were given before} */
  long nextToken() {
    return ++lastToken;
  }

  /** Takes a contender out of its line, if it is there. */
  void remove(Contender contender) {
    remove(List.of(contender));
  }

  /** Takes a claim out, and the item with it. */
  void consume(Contender claim) {
    queues.remove(claim.place(), Objects.requireNonNull(claim.item).id());
    claim.consumed = true;
    remove(claim);
  }

  /** Takes contenders out all at once: none of them is granted because another one goes. */
  private void remove(Collection<Contender> contenders) {
    Set<Line> changed = new LinkedHashSet<>();
    for (Contender contender : contenders) {
      Line line = lines.get(contender.place());
      if (contender.standing && line != null) {
        take(contender, line);
        changed.add(line);
      }
    }
    changed.forEach(this::settle);
  }

  private void take(Contender contender, Line line) {
    contender.standing = false;
    contender.session.contenders.remove(contender);
    line.remove(contender);
    if (line.isEmpty()) {
      lines.remove(line.place());
    }
  }

  /** Grants to those in a line whose turn it is, if they can be reached by now. */
  void advance(Place place) {
    Line line = lines.get(place);
    if (line != null) {
      line.advance();
    }
  }

  private void settle(Line line) {
    line.advance();
    if (line.hasNewHead()) {
      watches.getOrDefault(line.place(), Set.of()).forEach(LeaderWatch::look);
    }
  }

  /** Who leads at a place. */
  Optional<String> leader(Place place) {
    return line(place).stream().findFirst().map(Contender::identifier);
  }

  void addWatch(LeaderWatch watch) {
    watches.computeIfAbsent(watch.place(), p -> new LinkedHashSet<>()).add(watch);
  }

  void removeWatch(LeaderWatch watch) {
    watches.computeIfPresent(
        watch.place(),
        (place, there) -> {
          there.remove(watch);
          return there.isEmpty() ? null : there;
        });
  }

  // ---- data

  Queues queues() {
    return queues;
  }

  Parties parties() {
    return parties;
  }

  Barriers barriers() {
    return barriers;
  }

  DoubleBarriers doubleBarriers() {
    return doubleBarriers;
  }

  byte @Nullable [] read(String path) {
    return slot(path).data();
  }

  /** Stores bytes; what was not there before gets a token. */
  void write(String path, byte[] bytes) {
    long token = slot(path).token();
    data.put(path, new Slot(bytes, token == 0 ? nextToken() : token));
  }

  /** Removes what is stored at a path; whoever waits for that hears of it. */
  void erase(String path) {
    if (data.remove(path) != null) {
      barriers.opened(path);
    }
  }

  /** {@return what is stored at a path, with the token it got when it came there} */
  Slot slot(String path) {
    return data.getOrDefault(path, EMPTY);
  }

  void put(String path, Slot slot) {
    if (slot.data() == null) {
      data.remove(path);
    } else {
      data.put(path, slot);
    }
  }

  void deny(String path) {
    denied.add(path);
  }

  void checkPermitted(String path) {
    if (!denied.isEmpty() && denied.stream().anyMatch(top -> isWithin(path, top))) {
      throw new NotPermittedException(path + ": writing is denied");
    }
  }

  void exhaustOrder(String path) {
    exhausted.add(path);
  }

  void checkOrder(String path) {
    if (exhausted.contains(path)) {
      throw new MalformedDataException(path + ": the numbers of contenders are used up");
    }
  }

  // ---- the hand in the store

  /** Removes a contender behind its client's back. */
  void removeByHand(Contender contender) {
    remove(contender);
    contender.owner.removedByHand(contender);
  }

  /** Removes an item, and the claim with it, behind its client's back. */
  void removeItemByHand(Place place, String id) {
    queues.remove(place, id);
    for (Contender one : List.copyOf(line(place))) {
      if (one.granted && one.item != null && one.item.id().equals(id)) {
        removeByHand(one);
      }
    }
  }

  /** Removes everything at and below a path. */
  void removeTree(String top) {
    exhausted.removeIf(path -> isWithin(path, top));
    data.keySet().stream().filter(path -> isWithin(path, top)).toList().forEach(this::erase);
    queues.places().stream().filter(place -> isWithin(place.path(), top)).forEach(queues::clear);
    List<Contender> removed = contendersWithin(top);
    remove(removed);
    removed.forEach(contender -> contender.owner.removedByHand(contender));
    doubleBarriers.removeByHand(top);
    removeMembersByHand(
        parties.entries().stream().filter(one -> isWithin(one.place().path(), top)).toList());
  }

  /** Removes members of parties behind their clients' backs. */
  void removeMembersByHand(List<Attendance> entries) {
    parties.remove(entries);
    entries.forEach(entry -> entry.owner.removedByHand(entry));
  }

  /** Lists what sessions have at and below a path. */
  private List<Contender> contendersWithin(String top) {
    return contenders().stream()
        .filter(contender -> isWithin(contender.place().path(), top))
        .toList();
  }

  /** Lists what sessions have. */
  List<Contender> contenders() {
    return lines.values().stream().flatMap(line -> line.contenders().stream()).toList();
  }

  static boolean isWithin(String path, String top) {
    return path.startsWith(top)
        && (path.length() == top.length() || path.charAt(top.length()) == '/');
  }
}
