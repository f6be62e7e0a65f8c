package dev.coordination;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Something granted by the store to one client, until it is released or lost.
 *
 * <p>A hold belongs to whoever has the handle: any thread may use it and any thread may release it.
 * It is bound to the session in which it was granted and is never silently acquired again.
 *
 * <p>To hold is a belief about a remote store, and it ends without the owner's doing when the
 * session ends. The handle tracks how long the belief is justified: from the last writes which the
 * store acknowledged it derives a deadline before which no one else can have been granted the hold.
 * At that deadline the hold turns {@link HoldState#LOST}, whether or not the store was heard from,
 * and also when the process had been stopped and only now wakes up.
 *
 * <p><b>What it does not guarantee.</b> A check of {@link #isHeld} followed by an action is not
 * atomic: a pause between the two can be longer than any deadline. Where a stale action would do
 * harm, pass {@link #fencingToken} along and let the protected resource refuse a token smaller than
 * the largest it has seen. The deadline assumes that the clocks of this process and of the store
 * run at about the same rate (within one per cent). An operator who deletes the hold's entry or
 * ends the session by hand ends the grant before its deadline; the handle then learns it from the
 * store.
 *
 * <pre>{@code
 * try (Hold hold = lock.acquire()) {
 *   while (hold.isHeld() && work.hasNext()) {
 *     storage.write(work.next(), hold.fencingToken());
 *   }
 * }
 * }</pre>
 *
 * <p>Memory consistency effects: actions before {@link #release} <i>happen-before</i> actions in
 * the same process that follow the next grant.
 *
 * @see Acquirable
 */
public interface Hold extends AutoCloseable {

  /**
   * Returns the path of the recipe that granted this hold, as it was given to the factory method.
   *
   * @return the path
   */
  String path();

  /**
   * Returns the identifier under which this hold is listed among the contenders.
   *
   * @return the identifier of the client, or view, that obtained the hold
   */
  String identifier();

  /**
   * Returns the fencing token of this grant, a number greater than that of every earlier grant that
   * excludes this one. It never changes, and it remains readable after the hold has ended.
   *
   * @return the token
   */
  long fencingToken();

  /**
   * Returns how this hold stands, evaluated now.
   *
   * @return the current state
   */
  HoldState state();

  /**
   * Returns for how long at least no one else can be granted this hold, evaluated now. While the
   * connection is up the figure is renewed again and again; once it is down the figure only
   * shrinks.
   *
   * @return the time left, or {@link Duration#ZERO} once the hold has ended
   */
  Duration remaining();

  /**
   * Tells whether no one else can have been granted this hold yet.
   *
   * @return {@code true} while {@link HoldState#HELD} or {@link HoldState#SUSPECT}
   */
  default boolean isHeld() {
    return !state().isFinal();
  }

  /**
   * Returns a stage that completes, once, with the final state of this hold. It completes on the
   * client's callback executor, and at once if the hold has ended already.
   *
   * @return a stage that yields {@link HoldState#LOST} or {@link HoldState#RELEASED}
   */
  CompletionStage<HoldState> ended();

  /**
   * Registers a listener for the states of this hold. It is first told the current state and then
   * every change, serially and in order; after a final state it is told nothing more. A busy
   * executor may make it miss an intermediate state, never the final one.
   *
   * @param executor runs the listener; what it rejects is logged and not told, and as long as it
   *     blocks nothing waits but this listener
   * @param listener is told each state
   * @return ends the subscription
   */
  Registration onStateChange(Executor executor, Consumer<HoldState> listener);

  /**
   * Ends this hold, so that the next in line can be granted it. From the call on {@link #isHeld}
   * answers {@code false}.
   *
   * <p>Returns when the store has confirmed the release, or as soon as the connection is seen to be
   * down or the operation timeout has passed; the release is then carried out in the background, as
   * soon as the store is reached or by the end of the session. A hold that has ended already is
   * left alone: releasing it again has no effect and never touches a successor.
   *
   * <p>Any thread may call it. It is not interruptible and keeps the interrupt status. It throws no
   * {@link CoordinationException}.
   */
  void release();

  /**
   * Ends this hold as {@link #release} does, without waiting. The release is sent before everything
   * that this client does later.
   *
   * @return a stage that completes, never exceptionally, when {@link #release} would have returned
   */
  CompletionStage<Void> releaseAsync();

  /** Releases this hold: the same as {@link #release}. */
  @Override
  default void close() {
    release();
  }
}
