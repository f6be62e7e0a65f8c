package dev.coordination.zookeeper.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.apache.zookeeper.server.DataTree;
import org.apache.zookeeper.server.Request;
import org.apache.zookeeper.server.ServerCnxnFactory;
import org.apache.zookeeper.server.SessionTrackerImpl;
import org.apache.zookeeper.server.ZooKeeperServer;
import org.apache.zookeeper.server.persistence.FileTxnLog;
import org.apache.zookeeper.server.persistence.FileTxnSnapLog;
import org.jspecify.annotations.Nullable;

/**
 * A real ZooKeeper server in this JVM, for tests: on a free port of the loopback interface, with
 * its data in a temporary directory.
 *
 * <p>Its ticks are short, so that sessions can time out within seconds and do so within a tick of
 * the time they were granted. It says when a session has ended, without any client that would have
 * to ask. Its data survive {@link #restart}, though not a crash of this machine.
 */
public final class TestServer implements AutoCloseable {

  /** The unit of the server's clock: a session ends at most this long after its timeout. */
  public static final Duration TICK = Duration.ofMillis(200);

  private static final Duration LONGEST_SESSION = Duration.ofMinutes(5);
  private static final int UNLIMITED = 0;
  private static final Duration HAND_SESSION = Duration.ofSeconds(30);
  private static final String HAND_CREDENTIALS = "hand:hand";

  static {
    // No test survives a power failure; waiting for the disk would only make all of them slower.
    System.setProperty("zookeeper.forceSync", "no");
    // Nor does any test need every transaction checked against the whole tree.
    System.setProperty("zookeeper.digest.enabled", "false");
    FileTxnLog.setPreallocSize(1 << 20);
  }

  private static final class Shared {
    static final TestServer SERVER = start();

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(SERVER::close, "test-server-shutdown"));
    }
  }

  /** Held while one is applied. */
  private final Object transactions = new Object();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition sessionEnded = lock.newCondition();
  private final ThreadGroup threads = new ThreadGroup("test-server");
  private final Path directory;
  private int port;
  private @Nullable ServerCnxnFactory connections;
  private @Nullable ZooKeeper hand;
  private volatile @Nullable Server server;
  private boolean closed;

  private TestServer(Path directory) {
    this.directory = directory;
  }

  /** Starts a server of the caller's own. */
  public static TestServer start() {
    try {
      var server = new TestServer(Files.createTempDirectory("test-server"));
      server.startServer();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns the one server that all tests of this JVM may share, each on paths of its own; it ends
   * with the JVM.
   */
  public static TestServer shared() {
    return Shared.SERVER;
  }

  /** {@return the port on the loopback interface; it stays the same over a restart} */
  public int port() {
    return port;
  }

  /** {@return what a client needs to connect without any proxy} */
  public String connectString() {
    return "127.0.0.1:" + port;
  }

  /**
   * Connects a plain client, without any proxy.
   *
   * @param sessionTimeout its session timeout
   * @return the client, connected, to be closed by the caller
   */
  public ZooKeeper connect(Duration sessionTimeout) {
    return PlainClient.connect(connectString(), sessionTimeout);
  }

  /**
   * Stops the server and starts it again at the same port. Data and sessions survive; each session
   * has its whole timeout again.
   */
  public void restart() {
    stop();
    startServer();
  }

  /**
   * Stops the server: every connection breaks, and no new one is possible until {@link #restart}.
   */
  public synchronized void stop() {
    var stopping = server;
    var closing = connections;
    if (stopping != null && closing != null) {
      server = null;
      inOwnThread(
          () -> {
            dropHand();
            closing.shutdown();
            stopping.getZKDatabase().close();
          });
    }
  }

  // Sessions

  /** {@return the ids of the sessions that are alive} */
  public Set<Long> sessions() {
    return new TreeSet<>(running().getZKDatabase().getSessionWithTimeOuts().keySet());
  }

  /**
   * Tells whether a session is alive.
   *
   * @param session its id
   */
  public boolean isAlive(long session) {
    return running().getZKDatabase().getSessionWithTimeOuts().containsKey(session);
  }

  /** {@return the paths of all ephemeral nodes, each with the id of its session} */
  public Map<String, Long> ephemerals() {
    var owners = new TreeMap<String, Long>();
    running()
        .getZKDatabase()
        .getEphemerals()
        .forEach((session, paths) -> paths.forEach(path -> owners.put(path, session)));
    return owners;
  }

  /** {@return how many watches the server keeps: one for each node, kind and connection} */
  public int watches() {
    return running().getZKDatabase().getDataTree().getWatchCount();
  }

  /**
   * {@return the sessions that the server is to tell when a node is made, written or removed}
   *
   * @param path the node's path
   */
  public Set<Long> watchers(String path) {
    var sessions = running().getZKDatabase().getDataTree().getWatchesByPath().getSessions(path);
    return sessions == null ? Set.of() : sessions;
  }

  /** {@return how many nodes the server has, its own included} */
  public int nodes() {
    return running().getZKDatabase().getNodeCount();
  }

  /**
   * Waits until the server has ended a session and removed its nodes.
   *
   * @param session its id
   * @param atMost how long to wait
   * @return whether it has ended
   * @throws InterruptedException if interrupted while waiting
   */
  public boolean awaitEnded(long session, Duration atMost) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = atMost.toNanos();
      while (isAlive(session) && left > 0) {
        left = sessionEnded.awaitNanos(left);
      }
      return !isAlive(session);
    } finally {
      lock.unlock();
    }
  }

  // For the inspector: a hand, and the committed state without asking

  /**
   * Returns a client of this server's own, which keeps its access where all others are denied it.
   * It lives as long as the server runs: one for each test would take longer than most.
   */
  synchronized ZooKeeper hand() {
    if (hand == null) {
      inOwnThread(
          () -> {
            hand = connect(HAND_SESSION);
            hand.addAuthInfo("digest", HAND_CREDENTIALS.getBytes(UTF_8));
          });
    }
    return requireNonNull(hand);
  }

  private void dropHand() {
    if (hand != null) {
      PlainClient.close(hand);
      hand = null;
    }
  }

  /** Looks at several nodes at one instant: no transaction is half done, or done in between. */
  <T> T atOnce(Supplier<T> look) {
    synchronized (transactions) {
      return look.get();
    }
  }

  /** {@return whether there is such a node} */
  boolean exists(String path) {
    return running().getZKDatabase().getNode(path) != null;
  }

  /** {@return the names of a node's children, none if there is no such node} */
  List<String> children(String path) {
    try {
      return running().getZKDatabase().getChildren(path, new Stat(), null);
    } catch (KeeperException.NoNodeException e) {
      return List.of();
    }
  }

  /** {@return the data of a node, if there is such a node, and fills in its stat} */
  Optional<byte[]> read(String path, Stat stat) {
    try {
      return Optional.of(running().getZKDatabase().getData(path, stat, null));
    } catch (KeeperException.NoNodeException e) {
      return Optional.empty();
    }
  }

  /** Lets the server believe that it has used every number for sequential children of a node. */
  void exhaustNumbers(String path) {
    var node = running().getZKDatabase().getNode(path);
    synchronized (node) {
      node.stat.setCversion(Integer.MAX_VALUE);
    }
  }

  /** {@return whether a thread is one of this server's} */
  boolean owns(Thread thread) {
    var group = thread.getThreadGroup();
    return group != null && threads.equals(group);
  }

  /** Stops the server and removes its data. Idempotent. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      stop();
      deleteDirectory();
    }
  }

  private ZooKeeperServer running() {
    var running = server;
    if (running == null) {
      throw new IllegalStateException("the server is stopped");
    }
    return running;
  }

  private void startServer() {
    inOwnThread(
        () -> {
          var started = new Server(directory.toFile());
          var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
          var factory = ServerCnxnFactory.createFactory(address, UNLIMITED);
          factory.startup(started);
          port = factory.getLocalPort();
          connections = factory;
          server = started;
        });
  }

  private interface Action {
    void run() throws IOException, InterruptedException;
  }

  /**
   * Runs an action in a thread whose children are daemons and can be told apart: the server's own
   * threads inherit both from it.
   */
  private void inOwnThread(Action action) {
    var failure = new Throwable[1];
    var thread =
        new Thread(
            threads,
            () -> {
              try {
                action.run();
              } catch (IOException | InterruptedException | RuntimeException e) {
                failure[0] = e;
              }
            },
            "test-server-control");
    thread.setDaemon(true);
    thread.start();
    Waits.join(thread);
    if (failure[0] != null) {
      throw new IllegalStateException("the server did not start or stop", failure[0]);
    }
  }

  private void deleteDirectory() {
    try (var files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void signalSessionEnded() {
    lock.lock();
    try {
      sessionEnded.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The server, with an ear to the end of sessions. */
  private final class Server extends ZooKeeperServer {

    Server(File directory) throws IOException {
      super(
          new FileTxnSnapLog(directory, directory),
          (int) TICK.toMillis(),
          (int) TICK.multipliedBy(2).toMillis(),
          (int) LONGEST_SESSION.toMillis(),
          -1,
          null,
          "");
    }

    @Override
    public DataTree.ProcessTxnResult processTxn(Request request) {
      synchronized (transactions) {
        return super.processTxn(request);
      }
    }

    @Override
    protected void createSessionTracker() {
      var timeouts = getZKDatabase().getSessionWithTimeOuts();
      sessionTracker =
          new SessionTrackerImpl(this, timeouts, getTickTime(), 1, getZooKeeperServerListener()) {
            @Override
            public synchronized void removeSession(long sessionId) {
              super.removeSession(sessionId);
              signalSessionEnded();
            }
          };
    }
  }
}
