package dev.coordination.zookeeper.engine;

import dev.coordination.zookeeper.engine.Layout.Entry;
import dev.coordination.zookeeper.engine.Layout.Mode;
import dev.coordination.zookeeper.engine.Listings.Listing;
import dev.coordination.zookeeper.engine.PlaceInLine.Bid;
import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeEvent;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeStat;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * Waiting: a data watch on our own node, then on the two nearest ahead. When all that
 * were ahead are deleted we are first, with nothing left to ask. When the farther of the two
 * goes before the nearer, we list again, off the critical path, and know who is left. So at most three
 * contenders watch a node, and a hand-over takes one message. The watch on our own node comes first,
 * because whoever deletes our node by hand takes us out of the line: the departure of those ahead must
 * not make us first any more. Where that order is not certain, as after a reconnection, when the store
 * tells all at once what has happened, our node is checked before we are first. Readers leave together,
 * so a writer with nothing but a few readers ahead watches all of them; only the first writer has that.
 *
 * Everything here runs on the engine's loop.
 */
/** Those who stand ahead of one place in line and exclude it, as far as they are known. */
final class ContendersAhead {

  private static final int WATCHED_AHEAD = 2;
  private static final int WATCHED_READERS = 8;

  private final PlaceInLine place;
  private final LiveSession session;
  private final Layout layout;
  private final String path;
  private final Mode mode;
  private final PlaceInLine.Owner owner;

  /**
   * The nearest ahead, each with a watch on it; {@code moreAhead} says whether they are not all.
   */
  private final Map<Entry, Consumer<NodeEvent>> watched = new HashMap<>(4);

  /** Those who left while a list was under way, which may still show them. */
  private Set<Entry> gone = Set.of();

  private boolean moreAhead = true;
  private boolean listing;
  private boolean listMissed;

  /**
   * Knows nobody yet.
   *
   * @param place asked whether it is still in line, and told when it is not
   * @param owner of the place: told how it stands
   */
  ContendersAhead(
      PlaceInLine place, LiveSession session, Layout layout, Bid bid, PlaceInLine.Owner owner) {
    this.place = place;
    this.session = session;
    this.layout = layout;
    this.path = bid.path();
    this.mode = bid.mode();
    this.owner = owner;
  }

  /** Lists anew, unless an answer is out. */
  void list() {
    if (!listing) {
      list(() -> {});
    }
  }

  /**
   * Lists, even if an answer is out.
   *
   * @param entering is run when the list has been asked for
   */
  void list(Runnable entering) {
    listing = true;
    session.on(session.listings().list(path, entering), this::listed);
  }

  /** The link is back: asks again for what it swallowed. */
  void resumed() {
    if (!watched.isEmpty()) {
      owner.doubted(); // what has happened meanwhile is told in no order
      place.watchOwnNode();
    }
    if (listMissed) {
      list();
    }
  }

  /** Takes the watches off. */
  void forget() {
    watched.forEach((entry, watch) -> session.reads().unwatch(at(entry), watch));
    watched.clear();
  }

  private String at(Entry entry) {
    return path + "/" + entry.name();
  }

  private void listed(@Nullable Listing listed, @Nullable ZnodeException failure) {
    listing = false;
    if (!place.isInLine()) {
      return; // says nothing: the create before it failed
    }
    if (listed != null) {
      evaluate(listed.line(layout));
    } else if (PlaceInLine.isInterruption(failure)) {
      listMissed = true;
      owner.interrupted();
    } else if (failure != null && failure.code() == Code.NO_NODE) {
      place.ownNodeGone();
    } else if (failure != null) {
      place.fail(ZnodeFailures.toApi(failure, path));
    }
  }

  private void evaluate(List<Entry> line) {
    Optional<Entry> own = layout.parse(Layout.name(place.node()));
    if (line.stream().anyMatch(Entry::isExhausted) || own.isEmpty()) {
      place.fail(ZnodeFailures.numbersExhausted(path));
    } else if (!line.contains(own.get())) {
      place.ownNodeGone();
    } else {
      listMissed = false;
      lookAhead(line.subList(0, line.indexOf(own.get())));
    }
  }

  private void lookAhead(List<Entry> inFront) {
    List<Entry> ahead =
        inFront.stream()
            .filter(entry -> mode.excludes(entry.mode()) && !gone.contains(entry))
            .toList();
    gone = Set.of();
    watched.keySet().retainAll(ahead);
    int nearest = watchedAmong(ahead);
    moreAhead = ahead.size() > nearest;
    if (ahead.isEmpty()) {
      owner.first();
      return;
    }
    owner.behind();
    if (place.isInLine()) {
      place.watchOwnNode();
      ahead.subList(Math.max(0, ahead.size() - nearest), ahead.size()).stream()
          .filter(entry -> !watched.containsKey(entry))
          .forEach(this::watch);
    }
  }

  /** How many of those ahead, the nearest ones, are watched. */
  private static int watchedAmong(List<Entry> ahead) {
    boolean fewReaders =
        ahead.size() <= WATCHED_READERS
            && ahead.stream().allMatch(entry -> entry.mode() == Mode.SHARED);
    return fewReaders ? WATCHED_READERS : WATCHED_AHEAD;
  }

  private void watch(Entry entry) {
    Consumer<NodeEvent> watch = event -> session.run(() -> changed(entry, event));
    watched.put(entry, watch);
    session.on(session.look(at(entry), watch), (stat, failure) -> lookedAt(entry, stat, failure));
  }

  private void lookedAt(
      Entry entry, @Nullable Optional<NodeStat> stat, @Nullable ZnodeException failure) {
    if (!place.isInLine()) {
      return;
    }
    if (PlaceInLine.isInterruption(failure)) {
      watched.remove(entry);
      moreAhead = true; // for all we know it is still there
      listMissed = true;
    } else if (failure != null) {
      place.fail(ZnodeFailures.toApi(failure, path));
    } else if (stat != null && stat.isEmpty()) {
      departed(entry);
    }
  }

  /** A watch fires once, also for a change of data; then it must be set again. */
  private void changed(Entry entry, NodeEvent event) {
    if (!place.isInLine()) {
      return;
    }
    if (event.kind() == NodeEvent.Kind.DELETED) {
      departed(entry);
    } else {
      watch(entry);
    }
  }

  private void departed(Entry entry) {
    if (listing) {
      gone = gone.isEmpty() ? new HashSet<>(4) : gone; // most never need one
      gone.add(entry);
    }
    if (watched.remove(entry) == null) {
      return;
    }
    if (session.isStanding(at(entry))) {
      owner.doubted();
    }
    if (moreAhead) {
      list();
    } else if (watched.isEmpty()) {
      owner.first();
    }
  }
}
