package dev.coordination.zookeeper.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One ZooKeeper session, from its creation to its end; a later session is another object.
 *
 * <p>Requests never block. They are executed by the store in the order of the calls, and their
 * replies and the watch events are delivered one at a time, in the store's order, on one thread (or
 * in one serial context) of the transport, together with the {@link SessionListener}'s calls. Code
 * run there must not block.
 *
 * <p>A failed request completes its future exceptionally with a {@link ZnodeException}. A failed
 * request does not stop those sent behind it. {@link ZnodeException.Code#CONNECTION_LOSS} says that
 * the outcome is unknown: the request is sent at most once, never again by the transport. After the
 * session has ended every request fails with {@link ZnodeException.Code#SESSION_EXPIRED}. A request
 * made while disconnected is either sent on reconnection to the same session or fails with {@code
 * CONNECTION_LOSS}. A request that the server never answers fails with {@code CONNECTION_LOSS} when
 * the link is given up.
 *
 * <p>A watch fires at most once, for the first change after the read that set it. It is set only if
 * that read completes normally (an absent node counts as normal for {@link #exists}), survives
 * reconnection within the session (what happened meanwhile is told after it), and is silently
 * dropped with the session. Watches see node events only; connection events go to the {@link
 * SessionListener}.
 *
 * <p>Paths are absolute store paths as the recipes name them; a transport may map them under a
 * chroot or namespace, and strips it from every path it returns. Persistent nodes that the recipes
 * create carry the transport's ACLs.
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
public interface ZnodeSession {

  /** {@return the id that the store gave to this session} */
  long id();

  /** {@return the session timeout as negotiated most recently} */
  Duration timeout();

  /** {@return how large a reply may be, in bytes; a larger one breaks the link} */
  default int largestReply() {
    return Integer.MAX_VALUE;
  }

  /** Creates a node. For a sequential kind the path is the prefix of the name. */
  CompletableFuture<Created> create(String path, byte[] data, NodeKind kind);

  /** Deletes a node, if its data version is the given one or the given one is {@link #ANY}. */
  CompletableFuture<@Nullable Void> delete(String path, int version);

  /**
   * Sets the data of a node, if its data version is the given one or the given one is {@link #ANY}.
   */
  CompletableFuture<NodeStat> setData(String path, byte[] data, int version);

  /** Reads the data of a node and, if a watch is given, watches for its change or deletion. */
  CompletableFuture<NodeData> getData(String path, @Nullable Consumer<NodeEvent> watch);

  /**
   * Reads the stat of a node, empty if absent and, if a watch is given, watches for any change of
   * it.
   */
  CompletableFuture<Optional<NodeStat>> exists(String path, @Nullable Consumer<NodeEvent> watch);

  /**
   * Lists the names of a node's children, in no order, and if a watch is given watches that list.
   */
  CompletableFuture<Children> getChildren(String path, @Nullable Consumer<NodeEvent> watch);

  /**
   * Takes off a watch that was given to a read, before or after the reply, and gives back what it
   * occupies; an event that is on its way may still be told. Without effect on one that has fired,
   * or was never set. Where others share the connection, the store itself goes on watching the node
   * for it, until the node changes.
   */
  void unwatch(String path, Consumer<NodeEvent> watch);

  /**
   * Applies all operations in one transaction, or none. On failure the {@link ZnodeException} tells
   * the code of the first operation that failed and its index.
   */
  CompletableFuture<List<OpResult>> multi(List<Op> operations);

  /** Lets the reads sent behind it see everything that was committed before it. */
  CompletableFuture<@Nullable Void> sync(String path);

  /** Any version. */
  int ANY = -1;

  /** The kinds of nodes that the recipes use. */
  enum NodeKind {
    PERSISTENT,
    PERSISTENT_SEQUENTIAL,
    EPHEMERAL,
    EPHEMERAL_SEQUENTIAL
  }

  /** What a create made: the actual path and the stat of the new node. */
  record Created(String path, NodeStat stat) {}

  /** Data of a node with its stat. */
  record NodeData(byte[] data, NodeStat stat) {}

  /** Names of a node's children, with the stat of the parent. */
  record Children(List<String> names, NodeStat stat) {}

  /**
   * The stat of a node; {@code ephemeralOwner} is the owning session's id, or 0. The times are the
   * leader's wall clock in milliseconds since 1970: for people to look at, not to decide by.
   */
  record NodeStat(
      long czxid,
      long mzxid,
      long pzxid,
      int version,
      int cversion,
      int numChildren,
      long ephemeralOwner,
      long ctime,
      long mtime) {}

  /** A change of a watched node. */
  record NodeEvent(Kind kind, String path) {
    /** What changed. */
    public enum Kind {
      CREATED,
      DELETED,
      DATA_CHANGED,
      CHILDREN_CHANGED
    }
  }

  /** One operation of a {@link #multi}. */
  sealed interface Op {
    /** The node that the operation is about. */
    String path();

    /** Creates a node. */
    record Create(String path, byte[] data, NodeKind kind) implements Op {}

    /** Deletes a node. */
    record Delete(String path, int version) implements Op {}

    /** Sets the data of a node. */
    record SetData(String path, byte[] data, int version) implements Op {}

    /** Fails the transaction unless the node exists, in the given version. */
    record Check(String path, int version) implements Op {}
  }

  /**
   * The result of one operation of a successful {@link #multi}.
   *
   * @param path the node; for a sequential create with its number
   * @param stat the stat after a {@code SetData}, otherwise null
   */
  record OpResult(String path, @Nullable NodeStat stat) {}
}
