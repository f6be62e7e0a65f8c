package dev.coordination.zookeeper.engine;

import dev.coordination.MalformedDataException;
import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeData;
import java.nio.charset.StandardCharsets;
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
record CounterValue(@Nullable Long value, int version, long czxid, @Nullable String malformed) {

  /** The version of a node that does not exist. */
  static final int ABSENT = -1;

  private static final CounterValue NOTHING = new CounterValue(null, ABSENT, 0, null);

  /** Reads behind a sync: not older than the call. */
  static CompletableFuture<CounterValue> readFresh(ZnodeSession reads, String path) {
    var unused = reads.sync(path);
    return read(reads, path);
  }

  /** Reads what this session's server knows. */
  static CompletableFuture<CounterValue> read(ZnodeSession reads, String path) {
    return reads
        .getData(path, null)
        .thenApply(CounterValue::of)
        .exceptionally(failure -> ZnodeFailures.recover(failure, Code.NO_NODE, NOTHING));
  }

  static byte[] encode(long value) {
    return Long.toString(value).getBytes(StandardCharsets.US_ASCII);
  }

  boolean isAbsent() {
    return version == ABSENT;
  }

  boolean sameNodeState(CounterValue other) {
    return version == other.version && czxid == other.czxid;
  }

  /** {@return the number, or null for none yet} */
  @Nullable Long orThrow(String path) {
    if (malformed != null) {
      throw new MalformedDataException(
          "the data at %s is not a counter's: \"%s\"".formatted(path, malformed));
    }
    return value;
  }

  private static CounterValue of(NodeData node) {
    String text = new String(node.data(), StandardCharsets.ISO_8859_1);
    int version = node.stat().version();
    long czxid = node.stat().czxid();
    if (text.isEmpty()) {
      return new CounterValue(null, version, czxid, null);
    }
    Long value = parse(text);
    return new CounterValue(value, version, czxid, value == null ? shortened(text) : null);
  }

  private static @Nullable Long parse(String text) {
    try {
      return text.matches("-?[0-9]+") ? Long.valueOf(text) : null;
    } catch (NumberFormatException e) {
      return null; // more digits than a long has
    }
  }

  private static String shortened(String text) {
    String visible = text.replaceAll("[^ -~]", "?");
    return visible.length() <= 40 ? visible : visible.substring(0, 40) + "…";
  }
}
