package dev.coordination;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * One participant of a party, and its view of the others: who is there, among the processes that do
 * the same.
 *
 * <p>The object is one participant. Every call of {@link CoordinationClient#party} returns another
 * one, which has not joined; whoever only looks on need not join. Two participants with one
 * identifier are two members. The object may be used by any number of threads at once.
 *
 * <p>A participant that has joined stays a member until it leaves, or until the client or view is
 * closed that it was obtained from. Its entry in the store is bound to the session: when the
 * session ends the entry goes, and the participant joins again by itself, at the end of the list,
 * as soon as there is a new session; it does so as well when somebody else removes the entry. In
 * between {@link #isMember} is false.
 *
 * <p>There are two kinds. In a {@linkplain CoordinationClient#party party} any identifier is legal,
 * and members are listed in the order in which they joined. In a {@linkplain
 * CoordinationClient#shallowParty shallow party} an identifier must be fit to be a part of a path,
 * and members are listed in the order of their identifiers; a listing is one request, however many
 * they are.
 *
 * <p><b>What it does not guarantee.</b> A listing is a snapshot, which may lag. A member that died
 * is listed until its session has ended. To be listed is no claim to anything: two clients may see
 * different members at one instant, so let nobody take what must not be taken twice because of what
 * it sees here.
 *
 * <pre>{@code
 * Party workers = client.party("/workers");
 * workers.join();
 * try {
 *   if (workers.awaitMembers(3, Duration.ofMinutes(1))) {
 *     startWork(workers.members());
 *   }
 * } finally {
 *   workers.leave();
 * }
 * }</pre>
 *
 * <p>On ZooKeeper the nodes are those of kazoo's {@code Party} and {@code ShallowParty}.
 */
public interface Party {

  /**
   * Returns the path of this party.
   *
   * @return the path
   */
  String path();

  /**
   * Joins, and returns when the store has confirmed that. If this participant has joined already
   * nothing changes, also while it is just joining again by itself.
   *
   * <p>Waits for nobody but the store, is not interruptible, and keeps the interrupt status. When
   * it fails this participant has not joined: what may have reached the store is removed as soon as
   * the store can be reached.
   *
   * @throws ServiceUnavailableException if the store does not answer within the operation timeout
   * @throws MalformedDataException if there can be no entries below the path
   * @throws NotPermittedException if the store denies access
   * @throws java.util.concurrent.CancellationException if {@link #leave} is called meanwhile
   * @throws IllegalStateException if the client is or becomes closed
   */
  void join();

  /**
   * Leaves, and returns when the store has confirmed that, when the connection is seen to be down,
   * or when the operation timeout has passed: what is then still in the store is removed as soon as
   * the store can be reached. {@link #isMember} is false from the beginning of the call.
   *
   * <p>Like a release, leaving belongs into {@code finally}: it throws nothing, may be repeated,
   * and may be called when the client is closed. It is not interruptible, and keeps the interrupt
   * status.
   *
   * @return whether this participant had joined, or was joining, and has not any more; {@code
   *     false} if there was nothing to leave
   */
  boolean leave();

  /**
   * Says whether this participant's entry stands in the store, for all this client can know. False
   * before the confirmation of the first entry, and between the end of one and the confirmation of
   * the next; false as well while the connection has been down for so long that the session may
   * have ended. Asks nobody.
   *
   * @return whether others can see this participant
   */
  boolean isMember();

  /**
   * Lists who is there: in the order of joining, or in a shallow party in the order of the
   * identifiers. A snapshot, which may lag, but reflects what this client itself has done.
   *
   * @return the identifiers, one for each member, empty if there is none
   * @throws ServiceUnavailableException if the store cannot be reached within the operation timeout
   * @throws NotPermittedException if the store denies access
   * @throws IllegalStateException if the client is closed
   */
  List<String> members();

  /**
   * Counts who is there. A snapshot, which may lag, but reflects what this client itself has done.
   *
   * @return the number of members
   * @throws ServiceUnavailableException if the store cannot be reached within the operation timeout
   * @throws NotPermittedException if the store denies access
   * @throws IllegalStateException if the client is closed
   */
  int size();

  /**
   * Waits until at least so many members are seen at once, no longer than the given time. Woken by
   * those who join, it asks nothing in between. If {@code timeout} is zero or negative this method
   * waits for nobody: it says whether there are as many now, and {@code false} while the connection
   * is down.
   *
   * @param count how many members, this participant included if it has joined
   * @param timeout the longest time to wait
   * @return whether so many members were seen; {@code false} if the time elapsed first
   * @throws InterruptedException if interrupted while waiting, or on entry
   * @throws IllegalArgumentException if {@code count} is negative
   * @throws ServiceUnavailableException if the list is longer than the store can tell
   * @throws NotPermittedException if the store denies access
   * @throws IllegalStateException if the client is or becomes closed
   */
  boolean awaitMembers(int count, Duration timeout) throws InterruptedException;

  /**
   * Registers a listener for changes of {@link #members}. It is first told who is there and then
   * every change that lasts; it may miss states that did not, and is never told an older state
   * after a newer one.
   *
   * @param executor runs the listener; what it rejects is logged and not told, and as long as it
   *     blocks nothing waits but this listener
   * @param listener is told what {@link #members} would return
   * @return ends the subscription
   * @throws IllegalStateException if the client is closed
   */
  Registration onMembershipChange(Executor executor, Consumer<List<String>> listener);
}
