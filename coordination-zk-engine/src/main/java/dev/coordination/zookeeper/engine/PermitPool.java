package dev.coordination.zookeeper.engine;

import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.Children;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeData;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeEvent;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeStat;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * What one contender knows of a semaphore's permits and of its limit.
 *
 * A look: [list PATH, get PATH], behind a sync. The list comes first: who changes the limit takes a
 * permit in the same transaction, so that a limit which differs from ours is never seen together with
 * somebody's permit under ours. The sync is there because a watch event may be all that has made us
 * first: unlike a reply it does not keep the client, should it have to reconnect, from a server that has
 * not come so far yet. A look behind a read that tells the same needs none.
 *
 * Waiting for fewer: only the first in the guard line does. Few permits are watched one by one, and
 * the deletion of one is known to make room without another look. Where they are many the list is
 * watched, and each of its changes leads to another look; that may lag, since nobody adds permits.
 *
 * Everything here runs on the engine's loop.
 */
final class PermitPool {

  private static final int WATCHED_ONE_BY_ONE = 16;

  /** Is told what has been seen, until {@link #close}. */
  interface Owner {

    /** A look has been answered. */
    void looked();

    /** A permit has gone since the last look. */
    void fewer();

    /** The store refuses for good. */
    void failed(ZnodeException failure);

    /** The link broke before there was an answer. */
    void interrupted();
  }

  private final LiveSession session;
  private final String path;
  private final Owner owner;
  private final Set<String> held = new HashSet<>();

  /** The permits that are watched one by one, each with its watch. */
  private final Map<String, Consumer<NodeEvent>> watched = new HashMap<>();

  /** Those that went while a list was under way, which may still show them. */
  private final Set<String> gone = new HashSet<>();

  /** The watch on the list, if it is watched. */
  private @Nullable Consumer<NodeEvent> listWatch;

  private @Nullable NodeData node;

  /** Counts the looks; replies to an earlier one are dropped. */
  private long round;

  private boolean looking;
  private boolean awaiting;
  private boolean missed;
  private boolean closed;

  PermitPool(LiveSession session, String path, Owner owner) {
    this.session = session;
    this.path = path;
    this.owner = owner;
  }

  /** How many permits are held. */
  int held() {
    return held.size();
  }

  /** The node with the limit, or null if there is none. */
  @Nullable NodeData node() {
    return node;
  }

  boolean isLooking() {
    return looking;
  }

  /**
   * Whether the newest look has not been answered. After a reconnection it may never be: the link
   * may have broken between its parts.
   */
  boolean isUnanswered() {
    return looking || missed;
  }

  /** Ends this view, and takes its watches off. */
  void close() {
    closed = true;
    ZnodeSession reads = session.reads();
    watched.forEach((permit, watch) -> reads.unwatch(Layout.permit(path, permit), watch));
    watched.clear();
    unwatchList();
  }

  /** Looks anew, whatever look is under way. */
  void look() {
    ZnodeSession reads = session.reads();
    look(FreshRead.send(reads, path, () -> reads.getChildren(path, null)));
  }

  /** Looks at least as far as the reads sent before. */
  void lookBehind() {
    look(session.reads().getChildren(path, null));
  }

  /** Lets the owner be told when permits go. */
  void awaitFewer() {
    awaiting = true;
    if (held.size() <= WATCHED_ONE_BY_ONE) {
      held.stream().filter(permit -> !watched.containsKey(permit)).toList().forEach(this::watch);
    } else if (listWatch == null) {
      lookAndWatch();
    }
  }

  /** Does not look again when the list changes: it does when the owner takes a permit. */
  void awaitNoMore() {
    awaiting = false;
  }

  private void lookAndWatch() {
    Consumer<NodeEvent> watch = event -> session.run(this::listChanged);
    listWatch = watch;
    look(session.reads().getChildren(path, watch));
  }

  private void unwatchList() {
    if (listWatch != null) {
      session.reads().unwatch(path, listWatch);
      listWatch = null;
    }
  }

  private void look(CompletableFuture<Children> list) {
    long mine = ++round;
    looking = true;
    missed = false;
    session.on(
        list,
        (children, failure) -> {
          if (mine == round && !closed) {
            listed(children, failure);
          }
        });
    session.on(
        session.reads().getData(path, null),
        (data, failure) -> {
          if (mine == round && !closed) {
            read(data, failure);
          }
        });
  }

  private void listed(@Nullable Children children, @Nullable ZnodeException failure) {
    if (failure != null && !isAnswer(failure)) {
      refused(failure);
      return;
    }
    held.clear();
    if (children != null) {
      held.addAll(Layout.permits(children.names()));
    }
    held.removeAll(gone);
    gone.clear();
    watched.keySet().retainAll(held);
  }

  private void read(@Nullable NodeData data, @Nullable ZnodeException failure) {
    if (failure != null && !isAnswer(failure)) {
      refused(failure);
    } else if (!missed) {
      looking = false;
      node = data;
      owner.looked();
    }
  }

  /** An absent node is an answer: nothing is held, and there is no limit. */
  private static boolean isAnswer(ZnodeException failure) {
    return failure.code() == Code.NO_NODE;
  }

  private void refused(ZnodeException failure) {
    if (ZnodeFailures.isInterrupted(failure)) {
      looking = false;
      unwatchList(); // set or not: the next look sets another one
      miss();
    } else {
      owner.failed(failure);
    }
  }

  private void miss() {
    missed = true;
    owner.interrupted();
  }

  private void listChanged() {
    listWatch = null;
    if (!closed && awaiting) {
      lookAndWatch();
    }
  }

  private void watch(String permit) {
    Consumer<NodeEvent> watch = event -> session.run(() -> changed(permit, event));
    watched.put(permit, watch);
    session.on(
        session.look(Layout.permit(path, permit), watch),
        (stat, failure) -> lookedAt(permit, stat, failure));
  }

  private void lookedAt(
      String permit, @Nullable Optional<NodeStat> stat, @Nullable ZnodeException failure) {
    if (closed) {
      return;
    }
    if (failure != null && ZnodeFailures.isInterrupted(failure)) {
      watched.remove(permit);
      miss();
    } else if (failure != null) {
      owner.failed(failure);
    } else if (stat != null && stat.isEmpty()) {
      went(permit);
    }
  }

  /** A watch fires once, also for a change of data; then it must be set again. */
  private void changed(String permit, NodeEvent event) {
    if (closed) {
      return;
    }
    if (event.kind() == NodeEvent.Kind.DELETED) {
      went(permit);
    } else {
      watch(permit);
    }
  }

  private void went(String permit) {
    watched.remove(permit);
    if (looking) {
      gone.add(permit);
    }
    if (held.remove(permit)) {
      owner.fewer();
    }
  }
}
