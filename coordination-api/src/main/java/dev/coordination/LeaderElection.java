package dev.coordination;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An election of one leader among the clients of the store, in the order of their candidacies.
 *
 * <p>At most one client leads at any instant, and terms ({@link Leadership#fencingToken}) strictly
 * increase. A candidate that dies, or whose session ends, is passed over.
 *
 * <p>The object may be shared; every {@code run} and every {@code campaign} is a candidacy of its
 * own. An election and a {@linkplain DistributedLock lock} on one path are one line of contenders.
 *
 * <p><b>What it does not guarantee.</b> A deposed leader is told at the latest when its term may
 * end, but cannot be stopped: let what the leader writes to refuse a smaller term.
 *
 * <pre>{@code
 * LeaderElection election = client.election("/scheduler/leader");
 * while (running) {
 *   try {
 *     election.run(leadership -> {
 *       scheduler.runUntilInterrupted(leadership.fencingToken());
 *       return null;
 *     });
 *   } catch (HoldLostException e) {
 *     log.warn("deposed, standing again", e);
 *   }
 * }
 * }</pre>
 */
public interface LeaderElection {

  /**
   * Returns the path of this election.
   *
   * @return the path
   */
  String path();

  /**
   * Waits to be elected, leads, and resigns: runs the task in the current thread while leading and
   * returns its result.
   *
   * <p>If the task throws, leadership is given up first and the exception then propagates. If the
   * leadership is lost while the task runs, the current thread is interrupted once, and when the
   * task has ended {@link HoldLostException} is thrown, with what the task threw as a suppressed
   * exception or what it returned as {@linkplain HoldLostException#outcome outcome}. That interrupt
   * never escapes this method; an interrupt from elsewhere does.
   *
   * @param task what to do while leading
   * @param <T> the type of the result
   * @param <X> the type of exception the task may throw
   * @return what the task returned
   * @throws X what the task threw
   * @throws InterruptedException if interrupted while waiting to lead, or by the task
   * @throws HoldLostException if the leadership was lost before the task ended
   * @throws java.util.concurrent.CancellationException if {@link #cancel} withdrew this candidacy
   * @throws NotPermittedException if the store denies access
   * @throws IllegalStateException if the client is or becomes closed
   */
  <T extends @Nullable Object, X extends Exception> T run(LeaderTask<T, X> task)
      throws X, InterruptedException;

  /**
   * Waits to be elected. The caller leads until it releases the returned leadership or loses it.
   *
   * @return the leadership
   * @throws InterruptedException if interrupted while waiting
   * @throws java.util.concurrent.CancellationException if {@link #cancel} withdrew this candidacy
   * @throws NotPermittedException if the store denies access
   * @throws IllegalStateException if the client is or becomes closed
   */
  Leadership campaign() throws InterruptedException;

  /**
   * Waits to be elected, no longer than the given time. If {@code timeout} is zero or negative this
   * method does not wait for anyone.
   *
   * @param timeout the longest time to wait
   * @return the leadership, or empty if the time elapsed first
   * @throws InterruptedException if interrupted while waiting
   * @throws java.util.concurrent.CancellationException if {@link #cancel} withdrew this candidacy
   * @throws NotPermittedException if the store denies access
   * @throws IllegalStateException if the client is or becomes closed
   */
  Optional<Leadership> tryCampaign(Duration timeout) throws InterruptedException;

  /**
   * Campaigns without occupying a thread. Completing the future in any way withdraws the candidacy,
   * as with {@link Acquirable#acquireAsync}.
   *
   * @return a future of the leadership
   * @throws IllegalStateException if the client is closed
   */
  CompletableFuture<Leadership> campaignAsync();

  /**
   * Withdraws every pending candidacy of this object: their waits end with {@link
   * java.util.concurrent.CancellationException}. A leadership that was granted already is not
   * affected, and neither is any later candidacy: with none pending this has no effect.
   */
  void cancel();

  /**
   * Lists who leads and who waits to lead, the leader first. A snapshot, which may lag.
   *
   * @return the identifiers, empty if there is no candidate
   * @throws ServiceUnavailableException if the store cannot be reached within the operation timeout
   * @throws NotPermittedException if the store denies access
   * @throws IllegalStateException if the client is closed
   */
  List<String> contenders();

  /**
   * Says who leads. A snapshot, which may lag.
   *
   * @return the leader's identifier, or empty if there is none
   * @throws ServiceUnavailableException if the store cannot be reached within the operation timeout
   * @throws NotPermittedException if the store denies access
   * @throws IllegalStateException if the client is closed
   */
  Optional<String> leader();

  /**
   * Registers a listener for changes of the leader. It is first told the current leader and then
   * every change that lasts; it may miss a leader that came and went, and is never told an older
   * one after a newer one. Two terms of one identifier in succession may be told as one.
   *
   * @param executor runs the listener; what it rejects is logged and not told, and as long as it
   *     blocks nothing waits but this listener
   * @param listener is told the leader's identifier, or empty when there is none
   * @return ends the subscription
   * @throws IllegalStateException if the client is closed
   */
  Registration onLeaderChange(Executor executor, Consumer<Optional<String>> listener);
}
