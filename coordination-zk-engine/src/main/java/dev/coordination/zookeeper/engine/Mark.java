package dev.coordination.zookeeper.engine;

import dev.coordination.zookeeper.engine.ZnodeSession.NodeData;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeKind;
import dev.coordination.zookeeper.engine.ZnodeSession.Op;
import dev.coordination.zookeeper.engine.ZnodeSession.OpResult;
import org.jspecify.annotations.Nullable;

/**
 * The node by which a session can tell which of its own writes have been applied: each write sets
 * it to the write's number, in the same transaction.
 *
 * <p>It is set at the version that the last acknowledged write gave it. Of two writes that were
 * sent with the same state of the mark at most one is applied, even if the first arrives behind the
 * question what became of it.
 */
final class Mark {

  /** What a mark says about a write of unknown outcome. */
  enum Verdict {
    APPLIED,
    NOT_APPLIED,
    /** The mark is not as this session left it: somebody has removed or changed it. */
    UNKNOWN
  }

  private final String node;
  private @Nullable State acknowledged;

  /** How the last acknowledged write left the mark. */
  private record State(long number, int version) {}

  Mark(String node) {
    this.node = node;
  }

  String node() {
    return node;
  }

  boolean exists() {
    return acknowledged != null;
  }

  Op operation(long number) {
    State state = acknowledged;
    byte[] data = Layout.encode(Long.toString(number));
    return state == null
        ? new Op.Create(node, data, NodeKind.EPHEMERAL)
        : new Op.SetData(node, data, state.version());
  }

  /** Notes that the write of that number has been applied. */
  void applied(long number, OpResult result) {
    acknowledged = new State(number, result.stat() == null ? 0 : result.stat().version());
  }

  /** Judges a write by what was read, behind a sync, from its mark; null for no such node. */
  Verdict judge(long number, @Nullable NodeData read) {
    State state = acknowledged;
    if (read == null) {
      return state == null ? Verdict.NOT_APPLIED : Verdict.UNKNOWN;
    }
    String text = Layout.decode(read.data());
    if (text.equals(Long.toString(number))) {
      acknowledged = new State(number, read.stat().version());
      return Verdict.APPLIED;
    }
    boolean untouched = state != null && state.version() == read.stat().version();
    return untouched ? Verdict.NOT_APPLIED : Verdict.UNKNOWN;
  }
}
