package dev.coordination.zookeeper.engine;

import dev.coordination.support.CounterText;
import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeData;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What the node of a counter held at one moment.
 *
 * @param value the number, or null if the node is absent or empty
 * @param version the node's version, or {@link #ABSENT}
 * @param czxid tells one node at the path from a later one; 0 if absent
 * @param malformed what stands there instead of a number, or null
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares these records
record CounterValue(@Nullable Long value, int version, long czxid, byte @Nullable [] malformed) {

  /** The version of a node that does not exist. */
  static final int ABSENT = -1;

  /** No node. */
  static final CounterValue NOTHING = new CounterValue(null, ABSENT, 0, null);

  /** Reads behind a sync: not older than the call. */
  static CompletableFuture<CounterValue> readFresh(ZnodeSession reads, String path) {
    return FreshRead.send(reads, path, () -> read(reads, path));
  }

  /** Reads what this session's server knows. */
  static CompletableFuture<CounterValue> read(ZnodeSession reads, String path) {
    return reads
        .getData(path, null)
        .thenApply(CounterValue::of)
        .exceptionally(failure -> ZnodeFailures.recover(failure, Code.NO_NODE, NOTHING));
  }

  boolean isAbsent() {
    return version == ABSENT;
  }

  /** {@return the number, or null for none yet} */
  @Nullable Long orThrow(String path) {
    if (malformed != null) {
      throw CounterText.malformed(path, malformed);
    }
    return value;
  }

  private static CounterValue of(NodeData node) {
    byte[] text = node.data();
    Long value = text.length == 0 ? null : CounterText.parse(text);
    byte[] malformed = text.length > 0 && value == null ? text : null;
    return new CounterValue(value, node.stat().version(), node.stat().czxid(), malformed);
  }
}
