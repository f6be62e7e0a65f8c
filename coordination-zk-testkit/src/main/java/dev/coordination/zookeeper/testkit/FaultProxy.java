package dev.coordination.zookeeper.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A link between one client and a ZooKeeper server that fails on demand.
 *
 * <p>The client is given {@link #connectString}; every connection it makes is passed on to the
 * server. The proxy reads the frames of ZooKeeper's protocol, and so can lose exactly the n-th
 * write, or exactly its reply. Writes are requests that change nodes: create, delete, setData, and
 * a multi that holds at least one of them. What keeps a session alive (reads, pings, checks) is not
 * counted as a write.
 *
 * <p>All methods may be called from any thread. All threads are daemons and end with {@link
 * #close}.
 */
public final class FaultProxy implements AutoCloseable {

  /**
   * A session as the server granted it to the client.
   *
   * @param id its id
   * @param password what allows another handle to take it over
   * @param timeoutMillis the negotiated timeout
   */
  public record Session(long id, byte[] password, int timeoutMillis) {}

  final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();
  private final InetSocketAddress server;
  private final ServerSocket listener;
  private final ThreadGroup threads = new ThreadGroup("fault-proxy");
  private final List<Link> links = new ArrayList<>();
  private final Traffic traffic = new Traffic();

  private volatile long delayNanos;
  private boolean flowing = true;
  private boolean refusing;
  private boolean refusingAfterLoss;
  private boolean closed;
  private @Nullable Session session;

  /**
   * Opens a proxy on a free port of the loopback interface.
   *
   * @param serverPort the port of a server on the same interface
   */
  public FaultProxy(int serverPort) {
    var loopback = InetAddress.getLoopbackAddress();
    server = new InetSocketAddress(loopback, serverPort);
    try {
      listener = new ServerSocket(0, 0, loopback);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    run("accept", this::accept);
  }

  /**
   * Returns what a client needs to connect through this proxy. The one address is named twice: a
   * client that lost its connection tries the next address after a random time of up to a second,
   * but waits another second before it comes back to the same one, and its session may be over by
   * then.
   */
  public String connectString() {
    var address = "127.0.0.1:" + port();
    return address + "," + address;
  }

  /** {@return the port on the loopback interface where clients connect} */
  public int port() {
    return listener.getLocalPort();
  }

  // Faults

  /**
   * Delays every frame from now on, in each direction by the same time. Frames overtake nothing,
   * and do not wait for each other's delay: a request and its reply take twice the delay, and so do
   * twenty that are sent together.
   *
   * @param each how long in each direction; zero for no delay
   */
  public void delay(Duration each) {
    delayNanos = each.toNanos();
  }

  /**
   * Cuts the link silently: what is under way is lost, and neither side is told. New connections
   * wait, unanswered. Ends with {@link #restore}, when the connections that lost something are
   * closed.
   */
  public void cut() {
    locked(
        () -> {
          flowing = false;
          List.copyOf(links).forEach(Link::becomeBlackHole);
        });
  }

  /**
   * Cuts the link and closes all connections. New ones wait, unanswered, until {@link #restore}.
   */
  public void disconnect() {
    locked(
        () -> {
          flowing = false;
          closeLinks();
        });
  }

  /** Closes all connections, and every new one as soon as it is made, until {@link #restore}. */
  public void refuse() {
    locked(
        () -> {
          refusing = true;
          closeLinks();
        });
  }

  /**
   * Closes every new connection as soon as it is made, from the moment on at which something is
   * lost by {@link #loseWrite} or its kin, until {@link #restore}.
   */
  public void refuseAfterLoss() {
    locked(() -> refusingAfterLoss = true);
  }

  /** Closes all connections, as a server does that goes away. New ones pass at once. */
  public void reset() {
    locked(this::closeLinks);
  }

  /**
   * Stops both directions, losing nothing, until {@link #restore}. New connections wait as well.
   */
  public void hold() {
    locked(() -> flowing = false);
  }

  /** Ends {@link #cut}, {@link #disconnect}, {@link #refuse} and {@link #hold}. */
  public void restore() {
    locked(
        () -> {
          flowing = true;
          refusing = false;
          refusingAfterLoss = false;
          List.copyOf(links).stream().filter(Link::isBlackHole).forEach(Link::close);
          links.forEach(Link::wake);
        });
  }

  /**
   * Loses the n-th write from now on. What was sent before it is still answered, what was sent
   * after it is lost too, and then the connection is closed. A new one passes at once.
   *
   * @param n 1 for the next write
   */
  public void loseWrite(int n) {
    locked(() -> traffic.loseWrite(n));
  }

  /**
   * Lets the server carry out the n-th write from now on and loses its reply and all that follows,
   * closing the connection instead. A new one passes at once. Writes that the server refuses are
   * not counted.
   *
   * @param n 1 for the next write
   */
  public void loseReplyOfWrite(int n) {
    locked(() -> traffic.loseReplyOfWrite(n));
  }

  /**
   * Loses the next request, of whatever kind, as {@link #loseWrite} does a write. Housekeeping of
   * the client does not count.
   */
  public void loseNextRequest() {
    locked(traffic::loseNextRequest);
  }

  /** Loses the next reply to a request, of whatever kind, as {@link #loseReplyOfWrite} does. */
  public void loseNextReply() {
    locked(traffic::loseNextReply);
  }

  // Observation

  /** {@return the session that the server granted most recently over this link, alive or not} */
  public Optional<Session> session() {
    return read(() -> Optional.ofNullable(session));
  }

  /**
   * {@return whether a connection stands over which a session is established and something flows}
   */
  public boolean isConnected() {
    return read(() -> flowing && links.stream().anyMatch(Link::isConnected));
  }

  /**
   * Returns how many requests of each kind the client has sent, housekeeping left out.
   *
   * @return counts by opcode, see {@link org.apache.zookeeper.ZooDefs.OpCode}
   */
  public Map<Integer, Integer> requests() {
    return read(traffic::requests);
  }

  /** {@return how many writes the client has sent} */
  public int writes() {
    return read(traffic::writes);
  }

  /** {@return how many requests are sent and not answered, pings left out} */
  public int inFlight() {
    return read(() -> links.stream().mapToInt(Link::inFlight).sum());
  }

  /**
   * Tells whether nothing is under way: every request is answered, and every reply and event has
   * been written to the client.
   */
  public boolean isIdle() {
    return read(this::idle);
  }

  /**
   * Waits until nothing is under way.
   *
   * @param atMost how long
   * @return whether that was reached
   * @throws InterruptedException if interrupted while waiting
   */
  public boolean awaitIdle(Duration atMost) throws InterruptedException {
    return await(this::idle, atMost);
  }

  /**
   * Waits until the client has sent a request of one kind.
   *
   * @param opcode the kind, see {@link org.apache.zookeeper.ZooDefs.OpCode}
   * @param atMost how long
   * @return whether it has
   * @throws InterruptedException if interrupted while waiting
   */
  public boolean awaitRequest(int opcode, Duration atMost) throws InterruptedException {
    return await(() -> traffic.requests().containsKey(opcode), atMost);
  }

  private boolean await(BooleanSupplier condition, Duration atMost) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = atMost.toNanos();
      while (!condition.getAsBoolean() && left > 0) {
        left = changed.awaitNanos(left);
      }
      return condition.getAsBoolean();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns a number that grows with each request, reply and event that passes, pings left out, and
   * with each connection that begins or ends.
   */
  public long activity() {
    return read(traffic::activity);
  }

  /**
   * Excludes requests from {@link #requests} and {@link #activity}: those of someone who observes
   * through the client itself.
   *
   * @param pathSuffix how the path of such a request ends
   */
  public void leaveOut(String pathSuffix) {
    locked(() -> traffic.leaveOut(pathSuffix));
  }

  /** Closes all connections and ends all threads. Idempotent. */
  @Override
  public void close() {
    locked(
        () -> {
          closed = true;
          closeLinks();
        });
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // For the links, with the lock held except for run and delayNanos

  long delayNanos() {
    return delayNanos;
  }

  boolean isFlowing() {
    return flowing;
  }

  InetSocketAddress serverAddress() {
    return server;
  }

  Traffic traffic() {
    return traffic;
  }

  void established(Session granted) {
    session = granted;
    changed();
  }

  void ended(Link link) {
    links.remove(link);
    traffic.connectionChanged();
    changed();
  }

  /** Something is lost by a fault. */
  void lost() {
    refusing |= refusingAfterLoss;
  }

  void changed() {
    changed.signalAll();
  }

  void run(String what, Runnable body) {
    var name = "fault-proxy-" + port() + "-" + what.replace(' ', '-');
    var thread = new Thread(threads, body, name);
    thread.setDaemon(true);
    thread.start();
  }

  void locked(Runnable action) {
    lock.lock();
    try {
      action.run();
    } finally {
      lock.unlock();
    }
  }

  private <T> T read(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  // Connections

  private void accept() {
    try {
      while (true) {
        admit(listener.accept());
      }
    } catch (IOException e) {
      close();
    }
  }

  private void admit(Socket client) {
    var link = new Link(this, client);
    locked(
        () -> {
          links.add(link);
          traffic.connectionChanged();
          if (refusing || closed) {
            link.close();
          } else {
            link.start();
          }
        });
  }

  private void closeLinks() {
    List.copyOf(links).forEach(Link::close);
  }

  private boolean idle() {
    return links.stream().allMatch(Link::isIdle);
  }
}
