package dev.coordination.zookeeper.engine;

/**
 * Is told the life of a transport's sessions, serially, in the same context as their replies and
 * watch events. For each session: {@code established}, then {@code suspended} and {@code resumed}
 * in turn, then {@code ended} once. When a link breaks, the failures of the requests in flight are
 * delivered before {@code suspended}.
 */
public interface SessionListener {

  /**
   * A new session stands and is connected.
   *
   * @param session the session
   * @param sentNanos a time, on the transport's clock, not later than the sending of the request
   *     that created it
   */
  void established(ZnodeSession session, long sentNanos);

  /**
   * The link of the session is down.
   *
   * @param session the session
   */
  void suspended(ZnodeSession session);

  /**
   * The session is connected again, possibly to another server and with another timeout.
   *
   * @param session the session
   * @param sentNanos a time, on the transport's clock, not later than the sending of the request
   *     that revalidated it
   */
  void resumed(ZnodeSession session, long sentNanos);

  /**
   * The session is over: expired, closed, or given up by whoever owns the connection.
   *
   * @param session the session
   */
  void ended(ZnodeSession session);
}
