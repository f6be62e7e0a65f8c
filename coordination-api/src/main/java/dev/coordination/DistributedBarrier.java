package dev.coordination;

import java.time.Duration;

/**
 * A barrier at which threads of any process wait until it opens. It has no state of its own and may
 * be shared by threads.
 *
 * <p>A barrier is up or it is not. It stays up whatever becomes of the client that put it up, until
 * somebody {@linkplain #remove removes} it. What {@link CoordinationClient#barrier(String)} returns
 * is no more than that: whoever waits while it is up waits for its removal, and while there is none
 * nobody waits.
 *
 * <p>A barrier with parties, as {@link CoordinationClient#barrier(String, int)} returns it, comes
 * up with the first that waits, and also opens by itself as soon as that many wait at once: all of
 * them pass, and the next one to come begins anew. A waiter that gives up or dies counts no longer;
 * one that is cut off counts until its session has ended. Everybody has to name the same number.
 *
 * <pre>{@code
 * DistributedBarrier barrier = client.barrier("/import/stage", 3);
 * for (Stage stage : stages) {
 *   stage.run();
 *   barrier.await(); // until all three have come as far
 * }
 * }</pre>
 *
 * <p>On ZooKeeper this is kazoo's {@code Barrier}, which knows no parties: its {@code wait} is let
 * through when ours are, and its {@code remove} lets ours through.
 */
public interface DistributedBarrier {

  /** {@return the path as it was given} */
  String path();

  /**
   * Puts the barrier up, if it is not. Waits for the store only; not interruptible.
   *
   * @return whether it was not up
   * @throws ServiceUnavailableException if the store did not answer in time; nothing was changed
   * @throws OutcomeUnknownException if nobody can know whether it was put up
   * @throws NotPermittedException if the store denies it
   * @throws IllegalStateException if the client is closed
   */
  boolean create();

  /**
   * Takes the barrier down, if it is up, and lets all who wait pass. Waits for the store only; not
   * interruptible.
   *
   * @return whether it was up
   * @throws ServiceUnavailableException if the store did not answer in time; nothing was changed
   * @throws OutcomeUnknownException if nobody can know whether it was taken down
   * @throws MalformedDataException if there is something below the path
   * @throws NotPermittedException if the store denies it
   * @throws IllegalStateException if the client is closed
   */
  boolean remove();

  /**
   * Tells whether the barrier is up. The answer may be old by the time it is there.
   *
   * @return whether it is up
   * @throws ServiceUnavailableException if the store did not answer in time
   * @throws IllegalStateException if the client is closed
   */
  boolean exists();

  /**
   * Waits until the barrier opens; without parties returns at once if it is not up. An outage is
   * waited out, and if the session ends meanwhile the wait goes on in the next one; with parties it
   * comes anew there, unless the barrier has opened since it came.
   *
   * @throws InterruptedException if the current thread is interrupted. The barrier may have opened,
   *     with this thread counted, by then
   * @throws OutcomeUnknownException if, with parties, nobody can know whether it was counted: the
   *     reply to its coming was lost, and the session ended as well
   * @throws MalformedDataException if, with parties, what is at the path is nothing of a barrier's
   * @throws NotPermittedException if the store denies it
   * @throws IllegalStateException if the client is closed, before or meanwhile
   */
  void await() throws InterruptedException;

  /**
   * Waits until the barrier opens, as {@link #await()}, but not longer than a time.
   *
   * <p>At its end the wait leaves, and asks the store whether it was counted before; so it may take
   * a few round trips longer than the time, and the operation timeout if the store does not answer.
   * If the link is down then, it is not known, and the answer is {@code false}: until the store
   * hears of it, others may count it. With parties the barrier stays up that the wait has put up.
   *
   * @param timeout how long to wait; zero or less waits for nobody: it passes if there is nothing
   *     to wait for, with parties if it is the last one to come
   * @return {@code true} if the barrier opened, {@code false} if the time elapsed first
   * @throws InterruptedException if the current thread is interrupted. The barrier may have opened,
   *     with this thread counted, by then
   * @throws OutcomeUnknownException if, with parties, nobody can know whether it was counted: the
   *     reply to its coming was lost, and the session ended as well
   * @throws MalformedDataException if, with parties, what is at the path is nothing of a barrier's
   * @throws NotPermittedException if the store denies it
   * @throws IllegalStateException if the client is closed, before or meanwhile
   */
  boolean await(Duration timeout) throws InterruptedException;
}
