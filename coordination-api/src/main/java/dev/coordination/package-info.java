/**
 * Locks, semaphores, leader elections, queues, counters, parties and divided sets shared by the
 * processes of a distributed system.
 *
 * <p>A {@link dev.coordination.CoordinationClient} is one session with a coordination store and the
 * factory of every recipe. Which store, and over which client, is decided by the backend that made
 * it; nothing in this package knows.
 *
 * <pre>{@code
 * try (CoordinationClient client = ZooKeeperCoordination.connect("localhost:2181")) {
 *   DistributedLock lock = client.lock("/orders/42");
 *   try (Hold hold = lock.acquire()) {
 *     ledger.append(entry, hold.fencingToken()); // the ledger refuses a smaller token
 *   }
 * }
 * }</pre>
 *
 * <h2>Rules that hold everywhere</h2>
 *
 * <p><b>Nulls.</b> No method accepts a null argument unless it says so; passing one throws {@link
 * NullPointerException}. No method returns null.
 *
 * <p><b>Paths</b> are absolute, separated by {@code /}, with no empty, {@code .} or {@code ..}
 * element, no trailing slash and no control characters; {@code /} itself and everything under
 * {@code /zookeeper} are refused. A bad path fails in the factory method with {@link
 * IllegalArgumentException}, before anything is sent.
 *
 * <p><b>Holds.</b> Whatever is granted is a {@link dev.coordination.Hold}: it belongs to the handle
 * and not to a thread, it carries a fencing token, and it knows when it is lost. To hold is a
 * belief about a remote store; {@link dev.coordination.Hold#remaining} bounds how long the belief
 * stays true, and the token protects what lies beyond that bound.
 *
 * <p><b>Time.</b> Every timeout is one deadline on a monotonic clock, counted from the call and
 * including time spent disconnected. A duration that is zero or negative means <em>do not
 * wait</em>; one too large for the clock means <em>for ever</em>. Running out of time is a value
 * ({@link java.util.Optional#empty} or {@code false}), never an exception.
 *
 * <p><b>Interruption.</b> A method that waits for somebody else throws {@link InterruptedException}
 * and then leaves nothing behind. A method that waits only for the store (reading a counter,
 * releasing a hold) is not interruptible; it keeps the interrupt status and is bounded by the
 * client's operation timeout.
 *
 * <p><b>Failure.</b> What the environment does wrong is a {@link
 * dev.coordination.CoordinationException}, unchecked and sealed; what the caller does wrong is the
 * JDK's own {@link NullPointerException}, {@link IllegalArgumentException} or {@link
 * IllegalStateException}. A write whose reply was lost is resolved where that is possible, reported
 * as {@link dev.coordination.OutcomeUnknownException} where it is not, and never sent twice.
 *
 * <p><b>Callbacks</b> run on the executor they were registered with, one at a time and in order.
 * The client itself never runs them on a thread of the store's; an executor that runs its tasks
 * where it is called may, and then the listener must not block. Futures complete on the client's
 * callback executor. An exception thrown by a listener is logged and affects nothing else.
 *
 * <p><b>Memory.</b> Actions of a thread before it ends a hold <i>happen-before</i> actions of a
 * thread, in the same process, that follow the grant of the next excluding hold.
 */
@NullMarked
package dev.coordination;

import org.jspecify.annotations.NullMarked;
