package dev.coordination.zookeeper.engine.sim;

import dev.coordination.zookeeper.engine.ZnodeSession.Op;
import java.util.List;
import java.util.Map;

/**
 * What a client asks a server.
 *
 * @param kind the kind of request
 * @param ops the parts of a write or of a multi, otherwise the empty list
 * @param path the path of a read or of a sync
 * @param watch whether a read leaves a watch
 * @param sessionId for a connect: the session to go on with, or 0
 * @param lastZxid for a connect and for the re-registration of watches: the last zxid seen
 * @param watches for the re-registration and the removal of watches: the paths of each kind
 */
record Request(
    RequestKind kind,
    List<Op> ops,
    String path,
    boolean watch,
    long sessionId,
    long lastZxid,
    Map<WatchKind, List<String>> watches) {

  /**
   * The client's lists of watches: which of them a path is in decides what a reconnection tells.
   */
  enum WatchKind {
    DATA,
    EXISTS,
    CHILDREN
  }

  static Request write(RequestKind kind, List<Op> ops) {
    return new Request(kind, List.copyOf(ops), pathOf(ops), false, 0, 0, Map.of());
  }

  static Request read(RequestKind kind, String path, boolean watch) {
    return new Request(kind, List.of(), path, watch, 0, 0, Map.of());
  }

  static Request sync(String path) {
    return read(RequestKind.SYNC, path, false);
  }

  static Request close() {
    return read(RequestKind.CLOSE, "/", false);
  }

  static Request connect(long sessionId, long lastZxid) {
    return new Request(RequestKind.CONNECT, List.of(), "/", false, sessionId, lastZxid, Map.of());
  }

  static Request setWatches(long lastZxid, Map<WatchKind, List<String>> watches) {
    return new Request(RequestKind.SET_WATCHES, List.of(), "/", false, 0, lastZxid, watches);
  }

  static Request removeWatches(WatchKind kind, String path) {
    var paths = Map.of(kind, List.of(path));
    return new Request(RequestKind.REMOVE_WATCHES, List.of(), path, false, 0, 0, paths);
  }

  private static String pathOf(List<Op> ops) {
    return ops.isEmpty() ? "/" : ops.get(0).path();
  }

  /** Returns whether this may change the store: a transaction of more than checks. */
  boolean isChange() {
    return kind.isWrite() && !ops.stream().allMatch(Op.Check.class::isInstance);
  }

  /** Returns how many bytes the paths of its operations may take at most. */
  int pathBytes() {
    return ops.stream().mapToInt(op -> 3 * op.path().length()).sum();
  }

  void append(StringBuilder text) {
    text.append(kind).append(path).append(watch).append(ops.size());
  }

  @Override
  public String toString() {
    return kind
        + " "
        + path
        + (watch ? " (watch)" : "")
        + (ops.size() > 1 ? " +" + (ops.size() - 1) : "");
  }
}
