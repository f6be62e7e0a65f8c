package dev.coordination.zookeeper.engine;

import dev.coordination.zookeeper.engine.ZnodeSession.NodeEvent;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeStat;
import java.util.function.Predicate;

/** Notices when a node of ours is deleted by somebody else, as soon as the store tells. */
final class OwnNodeWatch {

  private final LiveSession session;
  private final String node;
  private final Predicate<NodeStat> ours;
  private final Runnable gone;
  private boolean set;

  /** Creates the watch of a node whose name is used once. */
  OwnNodeWatch(LiveSession session, String node, Runnable gone) {
    this(session, node, stat -> true, gone);
  }

  /**
   * Creates the watch of a node whose name others may use when ours is gone.
   *
   * @param ours tells our node from theirs
   */
  OwnNodeWatch(LiveSession session, String node, Predicate<NodeStat> ours, Runnable gone) {
    this.session = session;
    this.node = node;
    this.ours = ours;
    this.gone = gone;
  }

  /** Sets the watch, unless it is set. To be repeated now and then: a broken link loses it. */
  void set() {
    if (set) {
      return;
    }
    set = true;
    session.on(
        session.look(node, event -> session.run(() -> changed(event))),
        (stat, failure) -> {
          if (failure != null) {
            set = false;
          } else if (stat != null && stat.filter(ours).isEmpty()) {
            gone.run();
          }
        });
  }

  private void changed(NodeEvent event) {
    set = false;
    if (event.kind() == NodeEvent.Kind.DELETED) {
      gone.run();
    } else {
      set();
    }
  }
}
