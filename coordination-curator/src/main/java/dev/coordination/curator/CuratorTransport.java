package dev.coordination.curator;

import dev.coordination.zookeeper.engine.client.HandleSession;
import dev.coordination.zookeeper.engine.client.HandleTransport;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.imps.CuratorFrameworkState;
import org.apache.curator.framework.state.ConnectionStateListener;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.ZooKeeper.States;
import org.apache.zookeeper.client.ZKClientConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Uses the ZooKeeper handle that a framework holds, and leaves it to the framework.
 *
 * <p>The handle is asked for once a session, when there is a connection: a framework that is asked
 * hands out whichever handle is the newest. As long as it is the same object it is the same
 * session; the session is over when the handle says so, whatever the framework's own notion of a
 * lost connection is. No operation goes through the framework: its retries would send a write again
 * whose reply was lost. Of its settings the namespace and the ACLs are honoured; data are not
 * compressed, because nobody else could read them.
 *
 * <p>Left behind in the framework is nothing: no default watcher, no listener, no watch. (The
 * server keeps one mark for each node that the handle has watched until that node changes next: it
 * cannot be told to forget only ours.)
 */
final class CuratorTransport extends HandleTransport {

  private static final Logger log = LoggerFactory.getLogger(CuratorTransport.class);

  /** No handle of this process is older; when its session was made, only its owner knows. */
  private static final Duration LONG_AGO = Duration.ofDays(3650);

  private final CuratorFramework framework;
  private final FrameworkRealm realm;
  private final boolean owned;
  private final ConnectionStateListener hint = (client, state) -> wake();

  /**
   * Creates a transport that does nothing yet.
   *
   * @param framework a framework, started
   * @param owned whether the framework is closed with the transport
   * @param connectTimeout how long to wait for the first session
   * @param callbacks where users' futures complete, or null for threads of the client's own
   */
  CuratorTransport(
      CuratorFramework framework,
      boolean owned,
      Duration connectTimeout,
      @Nullable Executor callbacks) {
    super("coordination-curator", connectTimeout, callbacks);
    this.framework = framework;
    this.realm = new FrameworkRealm(framework);
    this.owned = owned;
    framework.getConnectionStateListenable().addListener(hint);
  }

  @Override
  public boolean ownsSession() {
    return owned;
  }

  @Override
  protected @Nullable Source nextHandle() {
    ZooKeeper handle = handle();
    if (handle == null || handle.getState() != States.CONNECTED) {
      return null;
    }
    if (handle.getClientConfig().getBoolean(ZKClientConfig.DISABLE_AUTO_WATCH_RESET)) {
      throw new IllegalStateException(
          ZKClientConfig.DISABLE_AUTO_WATCH_RESET + " is set: watches would not survive");
    }
    long past = System.nanoTime() - LONG_AGO.toNanos();
    return new Source(handle, realm.realm(), () -> past);
  }

  @Override
  protected void beforeOpening() {
    realm.settle();
  }

  @Override
  protected void part(HandleSession session) {
    session.detach();
  }

  @Override
  protected void afterClosing() {
    framework.getConnectionStateListenable().removeListener(hint);
    if (owned) {
      framework.close();
    }
  }

  @Override
  protected String servers() {
    return framework.getZookeeperClient().getCurrentConnectionString();
  }

  /**
   * Only a framework that is connected is asked: the question may make others drop their handle.
   */
  private @Nullable ZooKeeper handle() {
    var client = framework.getZookeeperClient();
    if (framework.getState() != CuratorFrameworkState.STARTED || !client.isConnected()) {
      return null;
    }
    try {
      return client.getZooKeeper();
    } catch (Exception e) { // as the framework declares
      log.debug("The framework has no handle just now", e);
      return null;
    }
  }
}
