package dev.coordination.tck;

/**
 * A fault that a harness can inject. A rule whose tests need an absent capability is reported as
 * aborted, with the reason; it never passes.
 */
public enum Capability {
  /**
   * End a client's session by letting the store's clock run out: {@link TckClient#expireByTime}.
   */
  EXPIRE_BY_TIME,
  /** End a client's session at the store at once: {@link TckClient#expireNow}. */
  EXPIRE_NOW,
  /** Cut and restore a client's link: {@link TckClient#cutLink}. */
  CUT_LINK,
  /** Apply a write but lose its reply: {@link TckClient#loseReplyOfWrite}. */
  LOSE_REPLY,
  /** Lose a write on its way to the store: {@link TckClient#loseWrite}. */
  LOSE_REQUEST,
  /** Stop a client as SIGSTOP does, past its session: {@link TckClient#freeze}. */
  FREEZE,
  /** Kill a client without warning: {@link TckClient#kill}. */
  KILL,
  /**
   * Delete nodes by hand: {@link StoreInspector#deleteContender}, {@link
   * StoreInspector#deletePermit}, {@link StoreInspector#deleteMember}, {@link
   * StoreInspector#deleteAll}.
   */
  DELETE_BY_HAND,
  /** Write foreign bytes by hand: {@link StoreInspector#write}. */
  WRITE_BY_HAND,
  /**
   * Move the wall clock of every client, and of one: {@link TckHarness#jumpWallClock}, {@link
   * TckClient#jumpWallClock}.
   */
  JUMP_WALL_CLOCK,
  /** Restart the store; sessions and persistent data survive: {@link TckHarness#restartStore}. */
  RESTART_STORE,
  /** Deny a client access to a path: {@link StoreInspector#deny}. */
  DENY_ACCESS,
  /** Use up the numbers by which a line is ordered: {@link StoreInspector#exhaustOrder}. */
  EXHAUST_ORDER,
  /** Share the store among processes: {@link TckHarness#processConnectString}. */
  SEVERAL_PROCESSES
}
