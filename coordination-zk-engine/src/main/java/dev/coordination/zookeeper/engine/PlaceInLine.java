package dev.coordination.zookeeper.engine;

import dev.coordination.MalformedDataException;
import dev.coordination.zookeeper.engine.Layout.Entry;
import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.Children;
import dev.coordination.zookeeper.engine.ZnodeSession.Created;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeEvent;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeKind;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeStat;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/*
 * One node in one line in one session, as in kazoo's Lock.
 *
 * Getting in line: [create PATH/ID__lock__NNNNNNNNNN ephemeral sequential, list PATH], both sent at
 * once. The list is taken behind the create, so it shows every smaller contender that lives; a
 * smaller one cannot appear later. Hence what is ahead only shrinks. Nothing ahead: we are first, in
 * one round trip. If the parents are missing the bracket fails, and is sent again behind their
 * creation.
 *
 * Waiting: an exists watch on our own node, then on the two nearest ahead. When all that
 * were ahead are deleted we are first, with nothing left to ask. When the farther of the two
 * goes before the nearer, we list again, off the critical path, and know who is left. So at most three
 * contenders watch a node, and a hand-over takes one message. The watch on our own node comes first,
 * because whoever deletes our node by hand takes us out of the line: the departure of those ahead must
 * not make us first any more.
 *
 * A node of our own session that goes without our having removed it may be the first sign that the
 * session has been ended; its other nodes, this one too, are then gone as well.
 *
 * Uncertainty: a create of unknown outcome is looked up by its ID, behind a sync, before anything
 * else is sent. A list counts only if the create before it was acknowledged. What a broken link
 * swallowed is sent again when it is back.
 *
 * Leaving: the janitor deletes the node by its unique name. If the reply to the create is still out,
 * the deletion follows that reply.
 *
 * Everything here runs on the engine's loop.
 */
final class PlaceInLine implements LiveSession.Participant {

  private static final int WATCHED_AHEAD = 2;

  /** Is told how the place stands. Told nothing more once it has left, or was told of an end. */
  interface Owner {

    /** Every contender ahead is proven gone. */
    void first();

    /** Something looks as if the session might have ended: what comes next needs a proof. */
    void doubted();

    /** Somebody is ahead. */
    void behind();

    /** The node was deleted by somebody else. An end. */
    void removed();

    /** The store refuses for good. */
    void failed(RuntimeException failure);

    /** The link broke before it was known whether we are first. */
    void interrupted();

    /** The link is back. */
    void resumed();

    /** The session is over, and the node with it. An end. */
    void ended();
  }

  private enum Stage {
    CREATING,
    UNRESOLVED,
    IN_LINE,
    LEFT
  }

  private final LiveSession session;
  private final Layout layout;
  private final String path;
  private final byte[] data;
  private final String id;
  private final Owner owner;

  /**
   * The nearest ahead, each with a watch on it; {@code moreAhead} says whether they are not all.
   */
  private final Set<Entry> watched = new HashSet<>(4);

  /** Those who left while a list was under way, which may still show them. */
  private final Set<Entry> gone = new HashSet<>(4);

  private Stage stage = Stage.CREATING;
  private String node = "";
  private long token;
  private boolean ownNodeWatched;
  private boolean moreAhead = true;
  private boolean listing;
  private boolean listMissed;
  private @Nullable ZnodeException parentsRefused;

  PlaceInLine(
      LiveSession session, Layout layout, String path, byte[] data, String id, Owner owner) {
    this.session = session;
    this.layout = layout;
    this.path = path;
    this.data = data;
    this.id = id;
    this.owner = owner;
  }

  LiveSession session() {
    return session;
  }

  /** The path of the node, once it is known. */
  String node() {
    return node;
  }

  /** The czxid of the node: greater than that of every contender before. */
  long token() {
    return token;
  }

  void enter() {
    session.join(this);
    sendBracket();
  }

  /**
   * Gets out of the line.
   *
   * @return completes when the store has confirmed, or the link is seen to be down
   */
  CompletableFuture<@Nullable Void> leave() {
    Stage before = stage;
    session.standsNoMore(node);
    depart();
    return switch (before) {
      case IN_LINE -> session.janitor().remove(node);
      case UNRESOLVED -> {
        session.janitor().removeUnknown(path, id);
        yield CompletableFuture.completedFuture(null);
      }
      case CREATING, LEFT -> CompletableFuture.completedFuture(null);
    };
  }

  /** Lets the store tell when our node is deleted. Repeats itself until that has been arranged. */
  void watchOwnNode() {
    if (!ownNodeWatched && stage == Stage.IN_LINE) {
      ownNodeWatched = true;
      session.on(
          session.reads().exists(node, event -> session.run(() -> ownNodeChanged(event))),
          this::ownNodeLookedAt);
    }
  }

  @Override
  public void resumed() {
    if (stage == Stage.UNRESOLVED) {
      resolve();
    } else if (stage == Stage.IN_LINE) {
      if (listMissed) {
        list();
      }
      owner.resumed();
    }
  }

  @Override
  public void ended() {
    if (depart()) {
      owner.ended();
    }
  }

  /** Says that the store knows our node no longer. */
  void ownNodeGone() {
    if (depart()) {
      owner.removed();
    }
  }

  private boolean depart() {
    boolean present = stage != Stage.LEFT;
    stage = Stage.LEFT;
    session.leave(this);
    session.heartbeat().waitsNoMore(node);
    return present;
  }

  private void fail(RuntimeException failure) {
    if (stage != Stage.LEFT) {
      var unused = leave();
      owner.failed(failure);
    }
  }

  // Getting in line

  private void sendBracket() {
    String prefix = Layout.contender(path, id);
    listing = true;
    session.on(session.create(prefix, data, NodeKind.EPHEMERAL_SEQUENTIAL), this::created);
    session.on(session.reads().getChildren(path, null), this::listed);
  }

  private void created(@Nullable Created created, @Nullable ZnodeException failure) {
    if (created != null) {
      node = created.path();
      token = created.stat().czxid();
      if (stage == Stage.LEFT) {
        var unused = session.janitor().remove(node);
      } else {
        enterLine();
      }
    } else if (failure != null) {
      notCreated(failure);
    }
  }

  private void enterLine() {
    stage = Stage.IN_LINE;
    session.stands(node);
    session.heartbeat().waits(node);
  }

  private void notCreated(ZnodeException failure) {
    if (failure.code() == Code.CONNECTION_LOSS) {
      outcomeUnknown();
    } else if (stage == Stage.LEFT || failure.code() == Code.SESSION_EXPIRED) {
      return; // nothing was created, or it went with the session, whose end is told separately
    } else if (failure.code() == Code.NO_NODE && parentsRefused == null) {
      session.createParents(Layout.contender(path, id), refusal -> parentsRefused = refusal);
      sendBracket();
    } else {
      ZnodeException reason = parentsRefused != null ? parentsRefused : failure;
      fail(ZnodeFailures.toApi(reason, path));
    }
  }

  private void outcomeUnknown() {
    if (stage == Stage.LEFT) {
      session.janitor().removeUnknown(path, id);
    } else {
      stage = Stage.UNRESOLVED;
      owner.interrupted();
    }
  }

  /** Asks whether the create of unknown outcome was applied, and what its place is. */
  private void resolve() {
    var unused = session.reads().sync(path);
    session.on(
        session.reads().getChildren(path, null),
        (children, failure) -> {
          if (stage == Stage.UNRESOLVED && !isInterruption(failure)) {
            resolved(children);
          }
        });
  }

  private void resolved(@Nullable Children children) {
    Optional<String> own = children == null ? Optional.empty() : ownName(children.names());
    if (own.isEmpty()) {
      ownNodeGone(); // never created: whoever wants a place makes a new one
    } else {
      node = path + "/" + own.get();
      session.on(session.reads().exists(node, null), this::found);
    }
  }

  private void found(@Nullable Optional<NodeStat> stat, @Nullable ZnodeException failure) {
    if (stage != Stage.UNRESOLVED || isInterruption(failure)) {
      return;
    }
    if (stat == null || stat.isEmpty()) {
      ownNodeGone();
    } else {
      token = stat.get().czxid();
      enterLine();
      list();
    }
  }

  private Optional<String> ownName(List<String> names) {
    return names.stream().filter(name -> name.startsWith(id)).findFirst();
  }

  // Finding out who is ahead

  private void list() {
    if (!listing) {
      listing = true;
      session.on(session.reads().getChildren(path, null), this::listed);
    }
  }

  private void listed(@Nullable Children children, @Nullable ZnodeException failure) {
    listing = false;
    if (stage != Stage.IN_LINE) {
      return; // says nothing: the create before it failed
    }
    if (children != null) {
      evaluate(children.names());
    } else if (isInterruption(failure)) {
      listMissed = true;
      owner.interrupted();
    } else if (failure != null && failure.code() == Code.NO_NODE) {
      ownNodeGone();
    } else if (failure != null) {
      fail(ZnodeFailures.toApi(failure, path));
    }
  }

  private void evaluate(List<String> names) {
    List<Entry> line = layout.line(names);
    Optional<Entry> own = layout.parse(Layout.name(node));
    if (line.stream().anyMatch(Entry::isExhausted) || own.isEmpty()) {
      fail(numbersExhausted());
    } else if (!line.contains(own.get())) {
      ownNodeGone();
    } else {
      listMissed = false;
      lookAhead(line.subList(0, line.indexOf(own.get())));
    }
  }

  private MalformedDataException numbersExhausted() {
    return new MalformedDataException(
        "the sequence numbers below %s have passed 2^31 and give no order; use another path"
            .formatted(path));
  }

  private void lookAhead(List<Entry> inFront) {
    List<Entry> ahead = inFront.stream().filter(entry -> !gone.contains(entry)).toList();
    gone.clear();
    watched.retainAll(ahead);
    moreAhead = ahead.size() > WATCHED_AHEAD;
    if (ahead.isEmpty()) {
      owner.first();
      return;
    }
    owner.behind();
    if (stage == Stage.IN_LINE) {
      watchOwnNode();
      ahead.subList(Math.max(0, ahead.size() - WATCHED_AHEAD), ahead.size()).stream()
          .filter(watched::add)
          .forEach(this::watch);
    }
  }

  private void watch(Entry entry) {
    session.on(
        session
            .reads()
            .exists(path + "/" + entry.name(), event -> session.run(() -> changed(entry, event))),
        (stat, failure) -> lookedAt(entry, stat, failure));
  }

  private void lookedAt(
      Entry entry, @Nullable Optional<NodeStat> stat, @Nullable ZnodeException failure) {
    if (stage != Stage.IN_LINE) {
      return;
    }
    if (isInterruption(failure)) {
      watched.remove(entry);
      moreAhead = true; // for all we know it is still there
      listMissed = true;
    } else if (failure != null) {
      fail(ZnodeFailures.toApi(failure, path));
    } else if (stat != null && stat.isEmpty()) {
      departed(entry);
    }
  }

  /** A watch fires once, also for a change of data; then it must be set again. */
  private void changed(Entry entry, NodeEvent event) {
    if (stage != Stage.IN_LINE) {
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
      gone.add(entry);
    }
    if (!watched.remove(entry)) {
      return;
    }
    if (session.isStanding(path + "/" + entry.name())) {
      owner.doubted();
    }
    if (moreAhead) {
      list();
    } else if (watched.isEmpty()) {
      owner.first();
    }
  }

  private void ownNodeLookedAt(
      @Nullable Optional<NodeStat> stat, @Nullable ZnodeException failure) {
    if (failure != null) {
      ownNodeWatched = false; // tried again with the next heartbeat
    } else if (stat != null && stat.isEmpty()) {
      ownNodeGone();
    }
  }

  private void ownNodeChanged(NodeEvent event) {
    ownNodeWatched = false;
    if (event.kind() == NodeEvent.Kind.DELETED) {
      ownNodeGone();
    } else {
      watchOwnNode();
    }
  }

  private static boolean isInterruption(@Nullable ZnodeException failure) {
    return failure != null && ZnodeFailures.isInterrupted(failure);
  }
}
