package dev.coordination.inmemory;

import dev.coordination.NotPermittedException;
import dev.coordination.support.Deadline;
import dev.coordination.support.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
 * <p>A line is the contenders of one path in the order of arrival; the first one is granted. Tokens
 * are numbers of arrival, from one counter for the whole space, so they increase along every line
 * and never start again.
 */
final class Space {

  private static final Logger log = LoggerFactory.getLogger(Space.class);

  private final Object monitor = new Object();
  private final Scheduler clock;
  private final Map<String, Set<Contender>> lines = new HashMap<>();
  private final Map<String, byte[]> data = new HashMap<>();
  private final Map<String, Set<LeaderWatch>> watches = new HashMap<>();
  private final Set<String> denied = new HashSet<>();
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
    later(() -> session.end.complete(null));
  }

  // ---- lines

  Collection<Contender> line(String path) {
    return lines.getOrDefault(path, Set.of());
  }

  /** Puts a contender at the end of the line of its path. */
  void add(Contender contender) {
    contender.token = ++lastToken;
    contender.standing = true;
    contender.session.contenders.add(contender);
    Set<Contender> line = lines.computeIfAbsent(contender.path(), p -> new LinkedHashSet<>());
    line.add(contender);
    if (line.size() == 1) {
      headChanged(contender.path());
    }
  }

  /** Takes a contender out of its line, if it is there. */
  void remove(Contender contender) {
    if (take(contender)) {
      headChanged(contender.path());
    }
  }

  /** Takes contenders out all at once: none of them is granted because another one goes. */
  private void remove(Collection<Contender> contenders) {
    Set<String> changed = new LinkedHashSet<>();
    for (Contender contender : contenders) {
      if (take(contender)) {
        changed.add(contender.path());
      }
    }
    changed.forEach(this::headChanged);
  }

  /** Takes a contender out and tells whether it was the first in line. */
  private boolean take(Contender contender) {
    if (!contender.standing) {
      return false;
    }
    boolean wasFirst = isFirst(contender);
    contender.standing = false;
    contender.session.contenders.remove(contender);
    lines.computeIfPresent(contender.path(), (path, line) -> without(contender, line));
    return wasFirst;
  }

  private static @Nullable Set<Contender> without(Contender contender, Set<Contender> line) {
    line.remove(contender);
    return line.isEmpty() ? null : line;
  }

  boolean isFirst(Contender contender) {
    return first(line(contender.path())) == contender;
  }

  /** Who leads at a path. */
  Optional<String> leader(String path) {
    return line(path).stream().findFirst().map(Contender::identifier);
  }

  private void headChanged(String path) {
    Contender head = first(line(path));
    if (head != null) {
      head.owner.turnOf(head);
    }
    watches.getOrDefault(path, Set.of()).forEach(LeaderWatch::look);
  }

  private static @Nullable Contender first(Collection<Contender> line) {
    return line.isEmpty() ? null : line.iterator().next();
  }

  void addWatch(LeaderWatch watch) {
    watches.computeIfAbsent(watch.path(), p -> new LinkedHashSet<>()).add(watch);
  }

  void removeWatch(LeaderWatch watch) {
    watches.computeIfPresent(
        watch.path(),
        (path, there) -> {
          there.remove(watch);
          return there.isEmpty() ? null : there;
        });
  }

  // ---- data

  byte @Nullable [] read(String path) {
    return data.get(path);
  }

  void write(String path, byte[] bytes) {
    data.put(path, bytes);
  }

  void deny(String path) {
    denied.add(path);
  }

  void checkPermitted(String path) {
    if (!denied.isEmpty() && denied.stream().anyMatch(top -> isWithin(path, top))) {
      throw new NotPermittedException(path + ": writing is denied");
    }
  }

  // ---- the hand in the store

  /** Removes a contender behind its client's back. */
  void removeByHand(Contender contender) {
    remove(contender);
    contender.owner.removedByHand(contender);
  }

  /** Removes everything at and below a path. */
  void removeTree(String top) {
    data.keySet().removeIf(path -> isWithin(path, top));
    List<Contender> removed = contendersWithin(top);
    remove(removed);
    removed.forEach(contender -> contender.owner.removedByHand(contender));
  }

  /** Lists what sessions have at and below a path. */
  List<Contender> contendersWithin(String top) {
    return lines.entrySet().stream()
        .filter(line -> isWithin(line.getKey(), top))
        .flatMap(line -> line.getValue().stream())
        .toList();
  }

  /** Lists what sessions have. */
  List<Contender> contenders() {
    return lines.values().stream().flatMap(Set::stream).toList();
  }

  private static boolean isWithin(String path, String top) {
    return path.startsWith(top)
        && (path.length() == top.length() || path.charAt(top.length()) == '/');
  }
}
