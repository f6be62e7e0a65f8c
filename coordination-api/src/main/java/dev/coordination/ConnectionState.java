package dev.coordination;

/**
 * How a client stands to its store.
 *
 * <p>The state is about the connection, not about any hold: a {@link Hold} has a {@link HoldState}
 * of its own, which is what decides whether one may act.
 *
 * <pre>
 *   CONNECTED ⇄ SUSPENDED → LOST → CONNECTED (with a new session)
 *   any state → CLOSED
 * </pre>
 */
public enum ConnectionState {

  /** The session is alive as far as the client knows, and requests reach the store. */
  CONNECTED,

  /** The link to the store is down; the session, and every hold in it, may still be alive. */
  SUSPENDED,

  /**
   * The session has ended. Every hold obtained in it is {@link HoldState#LOST}. A new session is
   * sought in the background; waiting calls go on in it.
   */
  LOST,

  /** The client was closed. Final. */
  CLOSED
}
