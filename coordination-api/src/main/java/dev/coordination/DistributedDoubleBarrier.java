package dev.coordination;

import java.time.Duration;

/**
 * One participant of a double barrier, at which a number of participants of any process begin
 * something together and end it together. Each call of {@link CoordinationClient#doubleBarrier}
 * makes another participant.
 *
 * <p>Those who enter wait until as many have come as the barrier has parties; these form one
 * <em>generation</em>. Those of a generation who leave wait until all of it have left. Whoever
 * comes while a generation is inside, or is one too many, waits for a later one, which begins when
 * the last of the one before has left or died. No order is promised among those who wait outside
 * meanwhile: where more take turns than a generation has, one may be overtaken again and again.
 * Everybody has to name the same number of parties.
 *
 * <p>Who dies while it waits to enter counts no longer, and another can come in its place. Who dies
 * inside has left.
 *
 * <pre>{@code
 * DistributedDoubleBarrier barrier = client.doubleBarrier("/simulation/step", 3);
 * barrier.enter(); // until all three are there
 * try {
 *   simulate();
 * } finally {
 *   barrier.leave(); // until all three have finished
 * }
 * }</pre>
 *
 * <p>If the last one to come is cut off before it could let the generation in, the others wait
 * until it is back, or its session has ended and another one comes.
 *
 * <p>A participant may enter again after it has left. It is safe for use by several threads, but it
 * is one participant: it enters once before it leaves.
 *
 * <p>Participants are not fenced. One whose session has ended inside is, for the others, as good as
 * dead, and is told by {@link #leave()} at the latest.
 *
 * <p>On ZooKeeper this is kazoo's {@code DoubleBarrier}, on the same nodes. A generation that
 * kazoo's client lets in is not recorded, so there kazoo's own rules hold: it lets in whoever is
 * there.
 */
public interface DistributedDoubleBarrier {

  /** {@return the path as it was given} */
  String path();

  /**
   * Enters: waits until a generation is complete of which this is one. An outage is waited out; if
   * the session ends meanwhile this comes anew in the next one, and waits for a generation that it
   * is counted in.
   *
   * @throws InterruptedException if the current thread is interrupted; it has not entered, or has
   *     left again
   * @throws MalformedDataException if what the store has at the path is nothing of a double
   *     barrier's
   * @throws NotPermittedException if the store denies it
   * @throws IllegalStateException if this has entered and not left, or the client is closed, before
   *     or meanwhile
   */
  void enter() throws InterruptedException;

  /**
   * Enters, as {@link #enter()}, but does not wait longer than a time.
   *
   * <p>At its end the wait takes itself back, unless it was counted before; so it may take a few
   * round trips longer than the time, and the operation timeout if the store does not answer. If
   * the link is down then, the answer is {@code false}: until the store hears of it, others may
   * count it, and see it as one that has left.
   *
   * @param timeout how long to wait; zero or less enters only if this is the last one to come
   * @return {@code true} if it entered, {@code false} if the time elapsed first
   * @throws InterruptedException if the current thread is interrupted; it has not entered, or has
   *     left again
   * @throws MalformedDataException if what the store has at the path is nothing of a double
   *     barrier's
   * @throws NotPermittedException if the store denies it
   * @throws IllegalStateException if this has entered and not left, or the client is closed, before
   *     or meanwhile
   */
  boolean enter(Duration timeout) throws InterruptedException;

  /**
   * Leaves: waits until everybody of the generation has left, or has died. An outage is waited out.
   * However this ends, the participant has left and may enter again. Until the store hears of it,
   * the others wait for it.
   *
   * @throws InterruptedException if the current thread is interrupted, before or meanwhile
   * @throws HoldLostException if the session has ended since it entered, or somebody removed it
   *     from the store: the others have not waited for it
   * @throws MalformedDataException if somebody has written something else at the path meanwhile
   * @throws NotPermittedException if the store denies it
   * @throws IllegalStateException if this has not entered, or the client is closed, before or
   *     meanwhile
   */
  void leave() throws InterruptedException;

  /**
   * Leaves, as {@link #leave()}, but does not wait longer than a time for the others; it may take a
   * few round trips longer, and the operation timeout if the store does not answer. Nobody waits
   * for this participant any more, whatever is returned, as soon as the store hears of it.
   *
   * @param timeout how long to wait; zero or less only looks whether the others have left
   * @return {@code true} if all have left, {@code false} if the time elapsed first
   * @throws InterruptedException if the current thread is interrupted, before or meanwhile
   * @throws HoldLostException if the session has ended since it entered, or somebody removed it
   *     from the store: the others have not waited for it
   * @throws MalformedDataException if somebody has written something else at the path meanwhile
   * @throws NotPermittedException if the store denies it
   * @throws IllegalStateException if this has not entered, or the client is closed, before or
   *     meanwhile
   */
  boolean leave(Duration timeout) throws InterruptedException;
}
