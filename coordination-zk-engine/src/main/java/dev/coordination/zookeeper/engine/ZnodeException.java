package dev.coordination.zookeeper.engine;

import org.jspecify.annotations.Nullable;

/** A request that a {@link ZnodeSession} could not carry out. */
public final class ZnodeException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Why a request failed. */
  public enum Code {
    /** The node, or the parent of a node to be created, is absent. Nothing was applied. */
    NO_NODE,
    /** The node to be created is there already. Nothing was applied. */
    NODE_EXISTS,
    /** The version is another one. Nothing was applied. */
    BAD_VERSION,
    /** The node to be deleted has children. Nothing was applied. */
    NOT_EMPTY,
    /** An ephemeral node cannot have children. Nothing was applied. */
    NO_CHILDREN_FOR_EPHEMERALS,
    /** The store denies access. Nothing was applied. */
    NO_AUTH,
    /** The link was lost: the request may or may not have been applied. */
    CONNECTION_LOSS,
    /** The session has ended: the request may have been applied only if it was sent before that. */
    SESSION_EXPIRED,
    /** The request, or the reply, is larger than the client or the server accepts. */
    TOO_LARGE,
    /** Anything else; see the cause. Nothing was applied. */
    OTHER
  }

  private final Code code;
  private final int index;

  /**
   * Creates the exception.
   *
   * @param code why
   * @param path the node of the request
   * @param index the position of the failed operation in a multi, otherwise 0
   * @param cause the client's own exception, or null
   */
  public ZnodeException(Code code, String path, int index, @Nullable Throwable cause) {
    super(code + " for " + path, cause);
    this.code = code;
    this.index = index;
  }

  /** {@return why the request failed} */
  public Code code() {
    return code;
  }

  /** {@return the position of the failed operation in a multi, otherwise 0} */
  public int index() {
    return index;
  }
}
