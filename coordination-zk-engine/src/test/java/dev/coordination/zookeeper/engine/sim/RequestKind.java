package dev.coordination.zookeeper.engine.sim;

/** The kinds of requests that a client sends; {@link SimClient#requests} counts them. */
public enum RequestKind {
  CONNECT(false),
  SET_WATCHES(false),
  REMOVE_WATCHES(false),
  CLOSE(true),
  CREATE(true),
  DELETE(true),
  SET_DATA(true),
  MULTI(true),
  SYNC(false),
  GET_DATA(false),
  EXISTS(false),
  GET_CHILDREN(false);

  private final boolean write;

  RequestKind(boolean write) {
    this.write = write;
  }

  /** Returns whether this is a transaction. */
  public boolean isWrite() {
    return write;
  }

  /** Returns whether the recipes ask for this, and not the client for itself. */
  boolean isUsers() {
    return compareTo(CLOSE) > 0;
  }
}
