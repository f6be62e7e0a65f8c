package dev.coordination.zookeeper.engine;

import dev.coordination.zookeeper.testkit.FaultProxy;
import dev.coordination.zookeeper.testkit.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.jspecify.annotations.Nullable;

/** A real server, and a transport of the subclass's making behind a proxy of its own. */
public abstract class ServerFixture extends ZnodeSessionFixture {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final TestServer server = TestServer.shared();

  /**
   * Lives as long as the server; connecting and closing one for each test would take longer than
   * most.
   */
  private static final ZooKeeper hand = server.connect(PATIENCE);

  private final Deque<Runnable> closing = new ArrayDeque<>();
  private final String prefix;

  /**
   * Makes the prefix.
   *
   * @param prefix where in the store the transports' paths lie, made if missing; empty for none
   */
  protected ServerFixture(String prefix) {
    this.prefix = prefix;
    for (int end = prefix.indexOf('/', 1); end > 0; end = prefix.indexOf('/', end + 1)) {
      ensure(prefix.substring(0, end));
    }
    if (!prefix.isEmpty()) {
      ensure(prefix);
    }
  }

  private void ensure(String path) {
    byHand(
        () ->
            hand.exists(path, false) == null
                ? hand.create(path, new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT)
                : path);
  }

  /**
   * Returns a transport to the address, not started, with a session timeout that the test can wait
   * for.
   */
  protected abstract ZnodeTransport newTransport(String connectString);

  /** Whether the transport's close ends its session. */
  protected boolean ownsSession() {
    return true;
  }

  /** Does something when this fixture is closed, before what was to be done so far. */
  protected final void onClose(Runnable action) {
    closing.push(action);
  }

  @Override
  public Client newClient() {
    FaultProxy proxy = new FaultProxy(server.port());
    onClose(proxy::close);
    ZnodeTransport transport = newTransport(proxy.connectString());
    onClose(transport::close);
    return new ProxiedClient(proxy, transport);
  }

  @Override
  protected <T extends @Nullable Object> T get(CompletableFuture<T> future)
      throws ExecutionException {
    try {
      return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("Not complete after " + PATIENCE, e);
    }
  }

  @Override
  public void createByHand(String path) {
    byHand(
        () ->
            hand.create(
                prefix + path, new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT));
  }

  @Override
  public void setDataByHand(String path, byte[] data) {
    byHand(() -> hand.setData(prefix + path, data, -1));
  }

  @Override
  public void deleteByHand(String path) {
    byHand(
        () -> {
          hand.delete(prefix + path, -1);
          return null;
        });
  }

  @Override
  public boolean existsByHand(String path) {
    return byHand(() -> hand.exists(prefix + path, false)) != null;
  }

  @Override
  public void close() {
    closing.forEach(Runnable::run);
  }

  private interface ByHand<T extends @Nullable Object> {
    T apply() throws KeeperException, InterruptedException;
  }

  private static <T extends @Nullable Object> T byHand(ByHand<T> action) {
    try {
      return action.apply();
    } catch (KeeperException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void close(ZooKeeper handle) {
    try {
      handle.close();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private final class ProxiedClient extends Client {

    private final FaultProxy proxy;
    private final ZnodeTransport transport;

    ProxiedClient(FaultProxy proxy, ZnodeTransport transport) {
      this.proxy = proxy;
      this.transport = transport;
    }

    @Override
    public ZnodeTransport transport() {
      return transport;
    }

    @Override
    public void cutLink() {
      proxy.refuse();
    }

    @Override
    public void restoreLink() {
      proxy.restore();
    }

    @Override
    public void dropNextRequest() {
      proxy.loseNextRequest();
    }

    @Override
    public void dropNextReply() {
      proxy.loseNextReply();
    }

    @Override
    public void expireByTime(ZnodeSession session) {
      proxy.refuse();
      awaitEnd(session);
    }

    /**
     * Who knows a session's id and password can take it over, and close it; meanwhile the client
     * must not take it back.
     */
    @Override
    public void expireNow(ZnodeSession session) {
      proxy.hold();
      close(takeOver(proxy.session().orElseThrow()));
      awaitEnd(session);
      proxy.restore();
    }

    private ZooKeeper takeOver(FaultProxy.Session granted) {
      CompletableFuture<@Nullable Void> connected = new CompletableFuture<>();
      try {
        ZooKeeper taken =
            new ZooKeeper(
                server.connectString(),
                granted.timeoutMillis(),
                event -> connected.complete(null),
                granted.id(),
                granted.password());
        await(connected);
        return taken;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public boolean ownsSession() {
      return ServerFixture.this.ownsSession();
    }

    private void awaitEnd(ZnodeSession session) {
      try {
        if (!server.awaitEnded(session.id(), PATIENCE)) {
          throw new AssertionError("The session does not end");
        }
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
