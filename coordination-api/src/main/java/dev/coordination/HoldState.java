package dev.coordination;

/**
 * How a {@link Hold} stands.
 *
 * <pre>
 *   HELD ⇄ SUSPECT
 *   HELD, SUSPECT → LOST       (final)
 *   HELD, SUSPECT → RELEASED   (final)
 * </pre>
 */
public enum HoldState {

  /** Granted, and no one else can have been granted it. */
  HELD,

  /**
   * The connection is down. No one else can have been granted the hold yet, and it becomes {@link
   * #HELD} again if the connection returns in time; {@link Hold#remaining} says how long that is.
   */
  SUSPECT,

  /**
   * Ended by the loss of the session, by its deadline or by the store. Someone else may hold it.
   */
  LOST,

  /** Ended by its owner. */
  RELEASED;

  /**
   * Tells whether a hold in this state has ended for good.
   *
   * @return {@code true} for {@link #LOST} and {@link #RELEASED}
   */
  public boolean isFinal() {
    return this == LOST || this == RELEASED;
  }
}
