package dev.coordination.zookeeper.engine.client;

import dev.coordination.zookeeper.engine.ZnodeSession.NodeEvent;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.jspecify.annotations.Nullable;

/** The watches of one session that have not fired, so that a handle can be left without them. */
final class Watches {

  private final ZooKeeper handle;
  private final Executor delivery;
  private final Set<NodeWatch> standing = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * Creates an empty set of watches.
   *
   * @param handle the handle that they are set on
   * @param delivery runs what it is given one at a time, in order
   */
  Watches(ZooKeeper handle, Executor delivery) {
    this.handle = handle;
    this.delivery = delivery;
  }

  /** Returns a watcher that is not set yet, or null for no consumer. */
  @Nullable NodeWatch watcher(String path, String at, @Nullable Consumer<NodeEvent> consumer) {
    return consumer == null ? null : new NodeWatch(path, at, consumer);
  }

  /** The reply of the read is there: the client has set the watch, or has not. */
  void replied(int rc, @Nullable NodeWatch watch) {
    if (watch != null && rc == KeeperException.Code.OK.intValue()) {
      standing.add(watch);
      if (closed) {
        remove(watch.at, watch);
      }
    }
  }

  /** In the delivery context: no watch fires any more. */
  void close() {
    closed = true;
  }

  /** After the end: takes the watches off the handle. */
  void removeAll() {
    standing.forEach(watch -> remove(watch.at, watch));
  }

  /**
   * Takes a watcher off the handle. Not without the server: a removal that fails with the link
   * would be taken for the news that the link is down, and the handle's owner would not be told.
   */
  void remove(String at, Watcher watcher) {
    handle.removeWatches(
        at,
        watcher,
        Watcher.WatcherType.Any,
        false,
        (rc, path, context) -> {
          if (rc == KeeperException.Code.CONNECTIONLOSS.intValue()) {
            remove(at, watcher);
          }
        },
        null);
  }

  /** One watch. It is told about connections too, which is the beacon's business. */
  final class NodeWatch implements Watcher {

    private final String path;
    private final String at;
    private final Consumer<NodeEvent> consumer;

    private NodeWatch(String path, String at, Consumer<NodeEvent> consumer) {
      this.path = path;
      this.at = at;
      this.consumer = consumer;
    }

    @Override
    public void process(WatchedEvent event) {
      NodeEvent.Kind kind = Translation.kind(event.getType());
      if (kind != null) {
        standing.remove(this);
        delivery.execute(() -> fire(new NodeEvent(kind, path)));
      }
    }

    private void fire(NodeEvent event) {
      if (!closed) {
        consumer.accept(event);
      }
    }
  }
}
