package dev.coordination.inmemory;

import dev.coordination.CoordinationClient;
import dev.coordination.support.Await;
import dev.coordination.support.Identifiers;
import dev.coordination.support.Scheduler;
import dev.coordination.support.ScopedClient;
import dev.coordination.support.SystemScheduler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A space in the memory of this JVM in which any number of clients meet: the recipes without a
 * server, for unit tests above all.
 *
 * <p>Each client has a link and a session of its own, as it would have with a remote store, and
 * every misfortune that a remote store has in stock can be brought about by a method: sessions
 * expire, links break, replies get lost, processes stop and die. A method that takes a client takes
 * any view of it too, and strikes the client as a whole.
 *
 * <p>With {@linkplain #create real time} a space behaves like a store that is very near. With
 * {@linkplain #createWithVirtualTime virtual time} nothing ever waits for a clock: time stands
 * still until {@link #advance} moves it, and then all that falls due on the way happens, in its
 * order, before the method returns. A test of what happens after an hour takes no time.
 *
 * <pre>{@code
 * InMemoryCoordination space = InMemoryCoordination.createWithVirtualTime();
 * CoordinationClient client = space.connect();
 * Hold hold = client.lock("/reports").acquire();
 * space.expireSession(client);
 * assert hold.state() == HoldState.LOST;
 * }</pre>
 *
 * <p>There is no thread unless there is a timer or a callback to run; those threads are daemons. A
 * space whose clients are closed may be forgotten without being closed itself.
 *
 * <p>A space, like its clients, may be used by any number of threads at once.
 */
public final class InMemoryCoordination implements AutoCloseable {

  private static final Instant VIRTUAL_ORIGIN = Instant.parse("2000-01-01T00:00:00Z");
  private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration SETTLING_LIMIT = Duration.ofSeconds(30);
  private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(100);
  private static final Duration CLOCK_SKEW = Duration.ofSeconds(1);

  private final @Nullable VirtualClock virtual;
  private final Scheduler clock;
  private final Space space;
  private final InMemoryStore store;
  private final Threads threads = new Threads(SETTLING_LIMIT);
  private final Map<MemoryClient, CoordinationClient> clients = new ConcurrentHashMap<>();
  private volatile Duration wallClockOffset = Duration.ZERO;
  private volatile boolean closed;

  private InMemoryCoordination(@Nullable VirtualClock virtual) {
    this.virtual = virtual;
    this.clock = virtual != null ? virtual : new SystemScheduler("coordination-inmemory-timer");
    this.space = new Space(clock);
    this.store = new InMemoryStore(space);
  }

  /**
   * Creates an empty space on the machine's clock.
   *
   * @return the space
   */
  public static InMemoryCoordination create() {
    return new InMemoryCoordination(null);
  }

  /**
   * Creates an empty space whose time moves only by {@link #advance}.
   *
   * @return the space
   */
  public static InMemoryCoordination createWithVirtualTime() {
    return new InMemoryCoordination(new VirtualClock());
  }

  // ---- clients

  /**
   * Connects a client with a session timeout of 10 s, under an identifier made up for it.
   *
   * @return the client
   * @throws IllegalStateException if this space is closed
   */
  public CoordinationClient connect() {
    return connect(Identifiers.unique());
  }

  /**
   * Connects a client with a session timeout of 10 s.
   *
   * @param identifier the client's identifier
   * @return the client
   * @throws IllegalArgumentException if the identifier is not encodable
   * @throws IllegalStateException if this space is closed
   */
  public CoordinationClient connect(String identifier) {
    return connect(identifier, SESSION_TIMEOUT);
  }

  /**
   * Connects a client.
   *
   * @param identifier the client's identifier
   * @param sessionTimeout after what time without word from the client the store ends its session;
   *     calls that wait for nothing but the store do so for this long as well
   * @return the client
   * @throws IllegalArgumentException if the identifier is not encodable, or the timeout shorter
   *     than 100 ms
   * @throws IllegalStateException if this space is closed
   */
  public CoordinationClient connect(String identifier, Duration sessionTimeout) {
    return connect(identifier, sessionTimeout, CLOCK_SKEW);
  }

  /**
   * Connects a client.
   *
   * @param identifier the client's identifier
   * @param sessionTimeout after what time without word from the client the store ends its session
   * @param clockSkew by how much the wall clock of anybody who shares a lease may be wrong; unless
   *     chosen otherwise one second
   * @return the client
   * @throws IllegalArgumentException if the identifier is not encodable, the timeout shorter than
   *     100 ms, or the skew negative
   * @throws IllegalStateException if this space is closed
   */
  public CoordinationClient connect(
      String identifier, Duration sessionTimeout, Duration clockSkew) {
    if (clockSkew.isNegative()) {
      throw new IllegalArgumentException("a negative clock skew: " + clockSkew);
    }
    if (sessionTimeout.compareTo(SHORTEST_TIMEOUT) < 0) {
      throw new IllegalArgumentException(
          "a session timeout of less than 100 ms: " + sessionTimeout);
    }
    ClientProcess process = new ClientProcess(clock, threads, "coordination-" + identifier);
    MemoryClient client =
        new MemoryClient(
            space,
            threads,
            process,
            sessionTimeout,
            new WallClock(wallClock()),
            clockSkew,
            clients::remove);
    CoordinationClient face = ScopedClient.over(client, identifier);
    clients.put(client, face);
    if (closed) {
      face.close();
      throw new IllegalStateException("closed");
    }
    return face;
  }

  /**
   * Returns the store behind the clients, to look into it and to change it by hand.
   *
   * @return the store
   */
  public InMemoryStore store() {
    return store;
  }

  /** Closes every client. Closing again has no effect. */
  @Override
  public void close() {
    closed = true;
    clients.values().forEach(CoordinationClient::close);
    if (clock instanceof SystemScheduler real) {
      real.close();
    }
  }

  // ---- time

  /**
   * Lets virtual time pass. Timers run in the order of their times, and after each of them this
   * method {@linkplain #settle waits} for its effects, so that what they cause happens at its own
   * time too.
   *
   * @param duration how much time
   * @throws IllegalStateException if this space runs on the machine's clock
   * @throws IllegalArgumentException if the duration is negative
   */
  public void advance(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("time does not run backwards: " + duration);
    }
    if (virtual == null) {
      throw new IllegalStateException("this space runs on the machine's clock");
    }
    moveTo(virtual, virtual.ahead(duration));
  }

  /**
   * Returns when everything has had its effects: callbacks have run, and every thread that uses a
   * client has ended or waits. A thread is known from its first call on, or from {@link #track}.
   *
   * <p>This is exact for threads that wait for a client or for a {@link
   * java.util.concurrent.CompletableFuture}. Of a thread that waits for something else it cannot be
   * told at once whether it has just been woken, so it is watched for a moment.
   *
   * @throws IllegalStateException if a thread does not come to rest within 30 seconds
   */
  public void settle() {
    if (virtual != null) {
      moveTo(virtual, virtual.nanoTime());
    } else {
      rest();
    }
  }

  /**
   * Announces a thread that will use a client, so that {@link #settle} knows of it before its first
   * call.
   *
   * @param thread the thread, best before it is started
   * @return the thread
   */
  public Thread track(Thread thread) {
    threads.add(thread);
    return thread;
  }

  private void moveTo(VirtualClock time, long instant) {
    rest();
    for (var due = time.moveTowards(instant); due != null; due = time.moveTowards(instant)) {
      due.run();
      rest();
    }
  }

  private void rest() {
    threads.settle(space::transactions);
  }

  /**
   * Returns the wall clock of this space: the machine's, or one that moves with virtual time.
   *
   * @return the clock
   */
  public InstantSource wallClock() {
    return () -> unadjustedTime().plus(wallClockOffset);
  }

  /** {@return the wall clock of a client's machine} */
  InstantSource wallClock(CoordinationClient client) {
    return struck(client).wallClock();
  }

  private Instant unadjustedTime() {
    return virtual == null ? Instant.now() : VIRTUAL_ORIGIN.plus(virtual.passed());
  }

  /**
   * Sets the wall clock, as an administrator does, and with it that of every client. Sessions,
   * holds and waits know nothing of it; leases rely on it.
   *
   * @param by how far to move it, backwards if negative
   */
  public void jumpWallClock(Duration by) {
    wallClockOffset = wallClockOffset.plus(by);
  }

  /**
   * Sets the wall clock of one client's machine, so that it differs from everybody else's.
   *
   * @param client a client of this space
   * @param by how far to move it, backwards if negative
   */
  public void jumpWallClock(CoordinationClient client, Duration by) {
    struck(client).wallClock().jump(by);
  }

  // ---- faults

  /**
   * Ends a client's session at once, as an operator can. The client learns it as soon as it can be
   * reached: its holds are lost, and it goes on with a new session, in which its waits stand at the
   * end of the line.
   *
   * @param client a client of this space
   */
  public void expireSession(CoordinationClient client) {
    strike(client, Connection::expire);
  }

  /**
   * Cuts a client off until the store has ended its session by its own clock: with virtual time by
   * {@linkplain #advance advancing} it, else by waiting. The client stays cut off.
   *
   * @param client a client of this space
   */
  public void expireSessionByTime(CoordinationClient client) {
    disconnect(client);
    MemoryClient cut = struck(client);
    if (virtual != null) {
      advance(cut.inspect(Connection::untilExpiry));
    } else {
      var unused = Await.uninterruptibly(cut.inspect(Connection::endOfSession));
    }
  }

  /**
   * Breaks a client's link, until {@link #reconnect}. Its holds are suspect from now on, and lost a
   * little before the store ends the session.
   *
   * @param client a client of this space
   */
  public void disconnect(CoordinationClient client) {
    strike(client, Connection::cut);
  }

  /** Keeps a client from connecting anew when its link breaks next, until {@link #reconnect}. */
  void disconnectWhenItBreaks(CoordinationClient client) {
    strike(client, Connection::cutWhenItBreaks);
  }

  /**
   * Restores a client's link. The client is back in its session, or in a new one if that has ended.
   *
   * @param client a client of this space
   */
  public void reconnect(CoordinationClient client) {
    strike(client, Connection::restore);
  }

  /**
   * Loses a write of a client: the store never sees it, and the link breaks. The client connects
   * anew at once, unless it is cut off, and finds out what became of the write.
   *
   * @param client a client of this space
   * @param n which of the client's changes of the store from now on; 1 is the next
   */
  public void loseWrite(CoordinationClient client, int n) {
    checkPositive(n);
    strike(client, struck -> struck.ambush(Link.Fault.REQUEST_LOST, n));
  }

  /**
   * Loses the reply to a write of a client: the store applies it, and the link breaks before the
   * client learns it. The client connects anew at once, unless it is cut off, and finds out what
   * became of the write.
   *
   * @param client a client of this space
   * @param n which of the client's changes of the store from now on; 1 is the next
   */
  public void loseReplyOfWrite(CoordinationClient client, int n) {
    checkPositive(n);
    strike(client, struck -> struck.ambush(Link.Fault.REPLY_LOST, n));
  }

  /**
   * Stops a client's process: it sends nothing, learns nothing, and neither its timers nor its
   * callbacks run, until {@link #thaw}. Its clock runs on. Of the threads that use the client those
   * stop that wait for it.
   *
   * @param client a client of this space
   */
  public void freeze(CoordinationClient client) {
    strike(client, Connection::freeze);
  }

  /**
   * Lets a client's process go on. What it missed happens now: a hold whose time has passed is
   * lost.
   *
   * @param client a client of this space
   */
  public void thaw(CoordinationClient client) {
    strike(client, Connection::thaw);
    struck(client).process().catchUp();
  }

  /**
   * Ends a client's process without a farewell: nothing of it happens any more, and the store ends
   * its session when the session timeout has passed. Threads that wait for the client wait until it
   * is closed.
   *
   * @param client a client of this space
   */
  public void kill(CoordinationClient client) {
    strike(client, Connection::kill);
  }

  /** Stops the store and starts it again: every link breaks; sessions, lines and data survive. */
  public void restart() {
    clients.keySet().forEach(client -> client.strike(Connection::storeRestarted));
  }

  private void strike(CoordinationClient client, Consumer<Connection> fault) {
    struck(client).strike(fault);
  }

  private MemoryClient struck(CoordinationClient client) {
    Objects.requireNonNull(client);
    if (client instanceof ScopedClient face
        && face.backend() instanceof MemoryClient struck
        && struck.space() == space) {
      return struck;
    }
    throw new IllegalArgumentException("not a client of this space: " + client);
  }

  private static void checkPositive(int n) {
    if (n < 1) {
      throw new IllegalArgumentException("writes are counted from 1, not " + n);
    }
  }
}
