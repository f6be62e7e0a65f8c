/**
 * A simulated ZooKeeper ensemble with its clients, deterministic and in virtual time.
 *
 * <p>{@link dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper} is the world; each {@link
 * dev.coordination.zookeeper.engine.sim.SimClient} of it has a {@code ZnodeTransport} and the
 * faults that can befall it. There are two ways to drive a world.
 *
 * <p><b>Automatic</b>, for ordinary tests with threads: whatever can happen happens at once, on the
 * thread that made it possible, and time moves only by {@code advance}.
 *
 * <pre>{@code
 * var world = SimulatedZooKeeper.automatic(SimOptions.defaults());
 * SimClient a = world.newClient("a");
 * a.transport().start(listener, loop);    // connected when this returns
 * a.dropWriteReply(1);                    // the next write is applied, its reply lost
 * a.cutLink();
 * world.advance(Duration.ofSeconds(14));  // a's session has expired
 * a.restoreLink();                        // a learns it, and has a new one
 *
 * world.delay(Duration.ofMillis(10));     // now everything takes time
 * double waited = world.roundTrips(() -> lock.acquireAsync());
 * int asked = a.requests();
 * }</pre>
 *
 * <p><b>Stepwise</b>, for schedules: {@code steps()} are all the things that can happen next (a
 * request arrives, a reply or an event is delivered, a timer runs, a user acts, a server that lags
 * catches up, time passes), and running one of them is the only thing that ever happens. {@link
 * dev.coordination.zookeeper.engine.sim.Explorer} runs all schedules of a scenario, with faults.
 *
 * <p>What is modelled: requests in order and sent at most once; sessions that expire by the
 * leader's clock at a tick; one-shot watches that are registered again, with what was missed, on
 * every reconnection; servers that lag, and refuse a client that has seen more than they have, or
 * are cut off from the leader and answer reads all the same. What is not: a change of leader,
 * access control, limits of size. Simplified: a write is committed when it arrives at any server;
 * the client library's pings take no time; a session of another server is heard of by the leader
 * twice a tick. The fidelity of all this is tested by running {@code ZnodeSessionContract} here and
 * on real servers.
 */
@NullMarked
package dev.coordination.zookeeper.engine.sim;

import org.jspecify.annotations.NullMarked;
