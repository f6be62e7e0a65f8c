package dev.coordination.tck;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was done to a queue by several clients at once, and whether it can have been. No two items
 * of a history are equal.
 *
 * <p>What comes out must be what went in: each item once, none that was not put, and none missing.
 * An operation of unknown outcome may have had its effect or not. So may one that was withdrawn, if
 * its client's session ended later: nobody can be told, and one item may be missing for each. The
 * order is judged where it is decided, whatever the instants were at which the operations took
 * effect: an item that was put before another put began, and removed only after the other had been
 * taken, was passed over. It may have been by right, when somebody else had it in hand: what one
 * taker has in hand its client's other takers leave alone, while those of other clients may still
 * be faster. So a pair is left alone if some other take was under way then that gave the item back,
 * because it returned none, or that may have lost it to another client and went on to the next.
 */
final class QueueHistory {

  /** What was done; a take removes what it returns, a claim does not. */
  enum Kind {
    PUT,
    TAKE,
    CLAIM,
    CONSUME
  }

  /**
   * How an operation ended: as it should, nobody knows, without any effect, or by its caller, who
   * is not told what becomes of an item that it had in hand.
   */
  enum End {
    DONE,
    UNKNOWN,
    NOTHING,
    WITHDRAWN
  }

  /** When {@link Operation#returned} lies beyond the history: it may have an effect at any time. */
  static final long OPEN = Long.MAX_VALUE;

  /**
   * One operation.
   *
   * @param item what it put, returned or removed; empty if it returned nothing
   * @param priority of what was put
   * @param token of what was claimed
   */
  record Operation(
      String who,
      Kind kind,
      String item,
      int priority,
      long token,
      long called,
      long returned,
      End end) {

    static Operation put(
        String who, String item, int priority, long called, long returned, End end) {
      return new Operation(who, Kind.PUT, item, priority, 0, called, returned, end);
    }

    static Operation take(String who, String item, long called, long returned, End end) {
      return new Operation(who, Kind.TAKE, item, 0, 0, called, returned, end);
    }

    static Operation claim(String who, String item, long token, long called, long returned) {
      return new Operation(who, Kind.CLAIM, item, 0, token, called, returned, End.DONE);
    }

    static Operation consume(String who, String item, long called, long returned, End end) {
      return new Operation(who, Kind.CONSUME, item, 0, 0, called, returned, end);
    }

    boolean removes() {
      return kind == Kind.TAKE || kind == Kind.CONSUME;
    }

    boolean is(Kind wanted, End ended) {
      return kind == wanted && end == ended;
    }

    /** Whether this was over before the other began. */
    boolean precedes(Operation other) {
      return returned < other.called;
    }

    /** Whether this may have kept from the early take what the late one then returned. */
    boolean excuses(Operation early, Operation late) {
      boolean underWay = kind == Kind.TAKE && !precedes(early) && !early.precedes(this);
      return underWay && (end != End.DONE || mayHaveLost(early, late));
    }

    private boolean mayHaveLost(Operation early, Operation late) {
      boolean hidesFromEarly = !equals(early) && who.equals(early.who);
      return hidesFromEarly && !who.equals(late.who) && !precedes(late);
    }
  }

  private final AtomicLong clock = new AtomicLong();
  private final List<Operation> operations = Collections.synchronizedList(new ArrayList<>());
  private final List<SessionEnd> sessionEnds = Collections.synchronizedList(new ArrayList<>());

  private record SessionEnd(String who, long instant) {

    boolean mayHaveHidden(Operation one) {
      return one.is(Kind.TAKE, End.WITHDRAWN) && one.who.equals(who) && one.called < instant;
    }
  }

  /** The next instant: taken before an operation is called and after it returned. */
  long instant() {
    return clock.incrementAndGet();
  }

  void add(Operation operation) {
    operations.add(operation);
  }

  /** A client has heard that its session is over. */
  void sessionEnded(String who, long instant) {
    sessionEnds.add(new SessionEnd(who, instant));
  }

  /** Returns what cannot have been, given the items that are there in the end. */
  List<String> violations(List<String> left) {
    List<Operation> all = List.copyOf(operations);
    Map<String, List<Operation>> byItem =
        all.stream()
            .filter(operation -> !operation.item.isEmpty())
            .collect(Collectors.groupingBy(Operation::item));
    Stream<String> unknown =
        left.stream()
            .filter(item -> !byItem.containsKey(item))
            .map(item -> item + " was never put");
    Stream<String> single =
        byItem.entrySet().stream()
            .flatMap(e -> new Fate(e.getKey(), e.getValue(), left).violations());
    return Stream.of(unknown, single, missing(all, byItem, left), passedOver(all))
        .flatMap(s -> s)
        .sorted()
        .toList();
  }

  /** More items than withdrawn takers may have had in hand when their outcome was lost. */
  private Stream<String> missing(
      List<Operation> all, Map<String, List<Operation>> byItem, List<String> left) {
    List<String> gone =
        byItem.entrySet().stream()
            .filter(e -> new Fate(e.getKey(), e.getValue(), left).isGone())
            .map(e -> e.getKey() + " was put and is gone")
            .toList();
    long hidden =
        all.stream()
            .filter(one -> sessionEnds.stream().anyMatch(ended -> ended.mayHaveHidden(one)))
            .count();
    return gone.size() > hidden ? gone.stream() : Stream.empty();
  }

  /** All that happened to one item. */
  private record Fate(String item, List<Operation> operations, List<String> left) {

    private long count(Predicate<Operation> which) {
      return operations.stream().filter(which).count();
    }

    boolean isGone() {
      return count(one -> one.removes() && one.end != End.NOTHING)
              + Collections.frequency(left, item)
          < count(one -> one.is(Kind.PUT, End.DONE));
    }

    Stream<String> violations() {
      long put = count(one -> one.is(Kind.PUT, End.DONE));
      long perhapsPut = count(one -> one.is(Kind.PUT, End.UNKNOWN));
      long removed = count(one -> one.removes() && one.end == End.DONE);
      long perhapsRemoved = count(one -> one.removes() && one.end == End.UNKNOWN);
      long seen = count(one -> one.kind == Kind.CLAIM) + removed + perhapsRemoved;
      long there = Collections.frequency(left, item);
      List<String> found = new ArrayList<>();
      if (put + perhapsPut == 0 && seen + there > 0) {
        found.add(item + " was never put, and was seen");
      } else if (removed + there > put + perhapsPut) {
        found.add(item + " is there more often than it was put");
      }
      pairs(Operation::removes, one -> one.kind == Kind.CLAIM)
          .filter(pair -> pair.first.end == End.DONE && pair.first.precedes(pair.second))
          .forEach(pair -> found.add(item + " was claimed after it had been removed"));
      pairs(one -> one.kind != Kind.PUT, one -> one.kind == Kind.PUT)
          .filter(pair -> pair.first.end != End.NOTHING && pair.first.precedes(pair.second))
          .forEach(pair -> found.add(item + " was seen before it was put"));
      pairs(one -> one.kind == Kind.CLAIM, one -> one.kind == Kind.CLAIM)
          .filter(pair -> pair.first.precedes(pair.second))
          .filter(pair -> pair.first.token >= pair.second.token)
          .forEach(pair -> found.add(item + " was claimed with a token that is not greater"));
      return found.stream();
    }

    private Stream<Pair> pairs(Predicate<Operation> first, Predicate<Operation> second) {
      return operations.stream()
          .filter(first)
          .flatMap(one -> operations.stream().filter(second).map(other -> new Pair(one, other)));
    }
  }

  private record Pair(Operation first, Operation second) {}

  private static Stream<String> passedOver(List<Operation> all) {
    List<Operation> takes = all.stream().filter(one -> one.is(Kind.TAKE, End.DONE)).toList();
    return takes.stream()
        .flatMap(early -> takes.stream().filter(early::precedes).map(late -> new Pair(early, late)))
        .filter(pair -> isFirst(all, pair.second, pair.first))
        .filter(pair -> all.stream().noneMatch(one -> one.excuses(pair.first, pair.second)))
        .map(pair -> "%s was passed over for %s".formatted(pair.second.item, pair.first.item));
  }

  /** Whether what the late take returned was to be served before what the early one did. */
  private static boolean isFirst(List<Operation> all, Operation late, Operation early) {
    List<Operation> puts = all.stream().filter(one -> one.kind == Kind.PUT).toList();
    return puts.stream()
        .filter(one -> one.item.equals(late.item) && one.end == End.DONE)
        .flatMap(
            first ->
                puts.stream()
                    .filter(one -> one.item.equals(early.item))
                    .map(second -> new Pair(first, second)))
        .anyMatch(puts2 -> isDecided(puts2.first, puts2.second, early));
  }

  private static boolean isDecided(Operation first, Operation second, Operation early) {
    if (first.priority == second.priority) {
      return first.precedes(second);
    }
    // What is more urgent overtakes what its own client has read ahead, and nobody else.
    return first.priority < second.priority && first.who.equals(early.who) && first.precedes(early);
  }

  @Override
  public String toString() {
    return operations.stream().map(one -> "\n  " + one).collect(Collectors.joining());
  }
}
