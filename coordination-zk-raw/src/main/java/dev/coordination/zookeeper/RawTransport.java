package dev.coordination.zookeeper;

import dev.coordination.zookeeper.engine.client.HandleSession;
import dev.coordination.zookeeper.engine.client.HandleTransport;
import dev.coordination.zookeeper.engine.client.Realm;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.zookeeper.ZooKeeper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a handle of ZooKeeper's own client for each session, and closes it in the end. */
final class RawTransport extends HandleTransport {

  private static final Logger log = LoggerFactory.getLogger(RawTransport.class);

  private static final String NAME = "coordination-zookeeper";

  private final ConnectSettings settings;

  /**
   * Creates a transport that does nothing yet.
   *
   * @param settings where and how to connect
   */
  RawTransport(ConnectSettings settings) {
    super(NAME, settings.connectTimeout(), settings.callbackExecutor());
    this.settings = settings;
  }

  @Override
  protected Source nextHandle() {
    TimedHosts hosts = new TimedHosts(settings.servers());
    Realm realm = new Realm(settings.root(), path -> settings.acl(), element -> settings.acl());
    return new Source(connect(hosts), realm, hosts::handshakeNanos);
  }

  /**
   * Closes the session, so that what it holds passes on at once. Without a link it is left to its
   * timeout: a handle that is closing does not connect again.
   */
  @Override
  protected void part(HandleSession session) {
    Thread closer = new Thread(() -> close(session.handle()), NAME + "-close");
    closer.setDaemon(true);
    closer.start();
  }

  @Override
  protected String servers() {
    return settings.servers();
  }

  /** Returns at once; the client connects in the background, never to a server that only reads. */
  private ZooKeeper connect(TimedHosts hosts) {
    try {
      int millis = (int) Math.min(settings.sessionTimeout().toMillis(), Integer.MAX_VALUE);
      ZooKeeper handle =
          new ZooKeeper(
              settings.servers(), millis, event -> {}, false, hosts, settings.clientConfig());
      settings.credentials().forEach(own -> own.accept(handle));
      return handle;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a ZooKeeper client", e);
    }
  }

  private static void close(ZooKeeper handle) {
    try {
      handle.close();
    } catch (InterruptedException e) {
      log.debug("Nobody interrupts this thread", e);
    }
  }
}
