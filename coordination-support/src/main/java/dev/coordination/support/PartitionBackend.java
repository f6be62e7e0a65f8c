package dev.coordination.support;

import dev.coordination.CoordinationException;
import dev.coordination.Hold;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What a set partitioner asks of a backend, for one participant. No method blocks, and each may be
 * called on any thread.
 */
public interface PartitionBackend {

  /** Is told what happens to the membership, on any thread. Must not block. */
  interface Observer {

    /** The members may be others, or this participant's own membership may be another one. */
    void membersChanged();

    /**
     * The store refuses the membership.
     *
     * @param reason why
     */
    void refused(CoordinationException reason);
  }

  /**
   * Becomes a member, and one again whenever the session was lost or somebody removed it, until it
   * leaves. Called once.
   *
   * @param data what others are shown
   * @param observer is told whenever a membership of this participant stands, and of every change
   *     of the members after it was shown them, until it leaves
   */
  void join(String data, Observer observer);

  /**
   * Is a member no longer.
   *
   * @return completes, never exceptionally, when the store has confirmed, or cannot be expected to
   */
  CompletableFuture<@Nullable Void> leave();

  /**
   * Asks who the members are, at some instant after the call.
   *
   * @return the members, in the order in which they joined
   */
  CompletableFuture<List<PartitionMember>> members();

  /**
   * Asks for the locks of several items, all at once. A patient request waits for those ahead of
   * it, over as many sessions as it takes; any other is refused as soon as somebody is, and fails
   * if the store cannot be asked.
   *
   * @param items the names of the items
   * @param patient whether to wait for others
   * @return a request for each item, in that order
   */
  List<Acquisition<Hold>> claim(List<String> items, boolean patient);

  /**
   * Asks which locks nobody holds or waits for.
   *
   * @param items the names of the items to look at
   * @return those that are free
   */
  CompletableFuture<Set<String>> unclaimed(List<String> items);

  /** The calling thread is about to wait for something that happens here. */
  default void callerWaits() {}

  /** {@return after how much silence the store ends a session} */
  Duration sessionTimeout();

  /** {@return the client's clock} */
  Scheduler scheduler();

  /** {@return where users' code runs that has no executor of its own} */
  Executor callbacks();

  /** {@return what bounds the calls that wait for the store only} */
  Duration operationTimeout();
}
