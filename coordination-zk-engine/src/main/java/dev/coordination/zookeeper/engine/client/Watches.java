package dev.coordination.zookeeper.engine.client;

import dev.coordination.zookeeper.engine.ZnodeSession.NodeEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.WatcherType;
import org.apache.zookeeper.ZooKeeper;
import org.jspecify.annotations.Nullable;

/**
 * The watches of one session that have not fired, so that none stays longer than somebody wants it.
 *
 * <p>A node has at most two watchers on the handle, one of its data and one of its children,
 * however many reads ask for them. When nobody does any more the watcher is taken off. On a handle
 * of our own the server is told to forget the node; for a single watcher it could not be told: it
 * keeps one mark for each node and connection. On a handle that others use too the mark has to
 * stay, for it may be theirs; it goes when the node next changes.
 *
 * <p>Whether somebody wants a node is decided, and the server told to forget it, under one lock: so
 * no read can be sent in between whose mark would go as well.
 */
final class Watches {

  /** How often a removal is tried again on a handle that was left; each takes a lost connection. */
  private static final int LAST_TRIES = 20;

  private final ZooKeeper handle;
  private final boolean shared;
  private final Executor delivery;
  private final Map<Target, NodeWatch> nodes = new HashMap<>();

  /** Taken off, but the link broke before that was confirmed. */
  private final List<NodeWatch> unconfirmed = new ArrayList<>();

  private volatile boolean closed;

  /** What is watched. */
  private record Target(WatcherType type, String at) {}

  /**
   * Creates an empty set of watches.
   *
   * @param handle the handle that they are set on
   * @param shared whether others set watches on it too
   * @param delivery runs what it is given one at a time, in order
   */
  Watches(ZooKeeper handle, boolean shared, Executor delivery) {
    this.handle = handle;
    this.shared = shared;
    this.delivery = delivery;
  }

  /** Notes what a read that is about to be sent asks for; null for no consumer. */
  synchronized @Nullable Interest interest(
      WatcherType type, String path, String at, @Nullable Consumer<NodeEvent> consumer) {
    if (consumer == null) {
      return null;
    }
    NodeWatch node =
        nodes.computeIfAbsent(new Target(type, at), target -> new NodeWatch(target, path));
    Interest interest = new Interest(node, consumer);
    node.interests.add(interest);
    return interest;
  }

  /** Returns what the read has to be given. */
  static @Nullable Watcher watcher(@Nullable Interest interest) {
    return interest == null ? null : interest.node;
  }

  /** The reply of the read is there: the client has set the watch, or has not. */
  synchronized void replied(int rc, @Nullable Interest interest) {
    if (interest == null) {
      return;
    }
    NodeWatch node = interest.node;
    interest.pending = false;
    boolean set = rc == KeeperException.Code.OK.intValue();
    if (closed && set) {
      remove(node.target.at, node.target.type, node);
    } else {
      node.set |= set;
      if (!set || interest.withdrawn) {
        node.interests.remove(interest);
      }
      forgetIfUnwanted(node);
    }
  }

  /** The consumer wants to be told nothing more. */
  synchronized void withdraw(String at, Consumer<NodeEvent> consumer) {
    withdraw(nodes.get(new Target(WatcherType.Data, at)), consumer);
    withdraw(nodes.get(new Target(WatcherType.Children, at)), consumer);
  }

  private void withdraw(@Nullable NodeWatch node, Consumer<NodeEvent> consumer) {
    if (node != null) {
      node.interests.stream()
          .filter(interest -> interest.consumer == consumer)
          .forEach(interest -> interest.withdrawn = true);
      node.interests.removeIf(interest -> interest.withdrawn && !interest.pending);
      forgetIfUnwanted(node);
    }
  }

  /** A read under way counts as somebody: the server may have set its mark already. */
  private void forgetIfUnwanted(NodeWatch node) {
    if (node.interests.isEmpty() && nodes.remove(node.target, node) && node.set) {
      takeOff(node);
    }
  }

  private void takeOff(NodeWatch node) {
    if (closed) {
      remove(node.target.at, node.target.type, node);
    } else if (shared || nodes.containsKey(node.target)) {
      handle.removeWatches(
          node.target.at,
          node,
          node.target.type,
          false,
          (rc, at, context) -> takenOff(rc, node),
          null);
    } else {
      handle.removeAllWatches(
          node.target.at, node.target.type, false, (rc, at, context) -> takenOff(rc, node), null);
    }
  }

  private synchronized void takenOff(int rc, NodeWatch node) {
    if (rc == KeeperException.Code.CONNECTIONLOSS.intValue()) {
      unconfirmed.add(node);
    }
  }

  /** The link is back, and with it the client has set all its watchers again. */
  synchronized void linked() {
    List<NodeWatch> again = List.copyOf(unconfirmed);
    unconfirmed.clear();
    again.forEach(this::takeOff);
  }

  /** In the delivery context: no watch fires any more. */
  void close() {
    closed = true;
  }

  /** After the end: takes the watches off the handle. */
  synchronized void removeAll() {
    List<NodeWatch> all = new ArrayList<>(nodes.values());
    all.addAll(unconfirmed);
    nodes.clear();
    unconfirmed.clear();
    all.forEach(node -> remove(node.target.at, node.target.type, node));
  }

  /** Takes a watcher off a handle that is being left. */
  void remove(String at, WatcherType type, Watcher watcher) {
    remove(at, type, watcher, LAST_TRIES);
  }

  /**
   * Not without the server: a removal that fails with the link would be taken for the news that the
   * link is down, and the handle's owner would not be told.
   */
  private void remove(String at, WatcherType type, Watcher watcher, int tries) {
    handle.removeWatches(
        at,
        watcher,
        type,
        false,
        (rc, path, context) -> {
          if (rc == KeeperException.Code.CONNECTIONLOSS.intValue() && tries > 1) {
            remove(at, type, watcher, tries - 1);
          }
        },
        null);
  }

  private synchronized List<Interest> fired(NodeWatch node) {
    List<Interest> told = node.interests.stream().filter(interest -> !interest.pending).toList();
    node.interests.removeAll(told);
    node.set = false;
    forgetIfUnwanted(node);
    return told;
  }

  /** What one read asks to be told. */
  static final class Interest {

    private final NodeWatch node;
    private final Consumer<NodeEvent> consumer;
    private boolean pending = true;
    private volatile boolean withdrawn;

    private Interest(NodeWatch node, Consumer<NodeEvent> consumer) {
      this.node = node;
      this.consumer = consumer;
    }
  }

  /** The watcher of one node. It is told about connections too, which is the beacon's business. */
  private final class NodeWatch implements Watcher {

    private final Target target;
    private final String path;
    private final List<Interest> interests = new ArrayList<>(1);
    private boolean set;

    NodeWatch(Target target, String path) {
      this.target = target;
      this.path = path;
    }

    @Override
    public void process(WatchedEvent event) {
      NodeEvent.Kind kind = Translation.kind(event.getType());
      if (kind != null) {
        NodeEvent told = new NodeEvent(kind, path);
        fired(this).forEach(interest -> delivery.execute(() -> fire(interest, told)));
      }
    }

    private void fire(Interest interest, NodeEvent event) {
      if (!closed && !interest.withdrawn) {
        interest.consumer.accept(event);
      }
    }
  }
}
