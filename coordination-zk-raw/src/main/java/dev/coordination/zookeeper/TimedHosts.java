package dev.coordination.zookeeper;

import java.net.InetSocketAddress;
import java.util.Collection;
import org.apache.zookeeper.client.ConnectStringParser;
import org.apache.zookeeper.client.HostProvider;
import org.apache.zookeeper.client.StaticHostProvider;

/**
 * The servers, as ZooKeeper's client asks for them: in random order, one after the other. When all
 * have been tried, the client wants to pause for a second; after a connection that worked the
 * pauses begin shorter, so that a short interruption is over soon.
 *
 * <p>Notes when the client connects. The request that makes or revalidates a session is sent after
 * the client was given the server's address, and the client says when it was accepted.
 */
final class TimedHosts implements HostProvider {

  private static final long SHORTEST_PAUSE_MILLIS = 50;

  private final HostProvider hosts;

  // Both touched by the client's sending thread alone
  private long pauseMillis = SHORTEST_PAUSE_MILLIS;
  private long attemptNanos;

  private volatile long handshakeNanos;

  /**
   * Creates the list; nothing is resolved yet.
   *
   * @param servers a connect string without a root
   */
  TimedHosts(String servers) {
    this.hosts = new StaticHostProvider(new ConnectStringParser(servers).getServerAddresses());
    this.attemptNanos = System.nanoTime();
    this.handshakeNanos = attemptNanos;
  }

  /** Returns a time not later than the sending of the newest accepted handshake. */
  long handshakeNanos() {
    return handshakeNanos;
  }

  @Override
  public InetSocketAddress next(long spinDelay) {
    InetSocketAddress next = hosts.next(Math.min(spinDelay, pauseMillis));
    pauseMillis = Math.min(2 * pauseMillis, 1_000);
    attemptNanos = System.nanoTime();
    return next;
  }

  @Override
  public void onConnected() {
    handshakeNanos = attemptNanos;
    pauseMillis = SHORTEST_PAUSE_MILLIS;
    hosts.onConnected();
  }

  @Override
  public int size() {
    return hosts.size();
  }

  @Override
  public boolean updateServerList(
      Collection<InetSocketAddress> serverAddresses, InetSocketAddress currentHost) {
    return hosts.updateServerList(serverAddresses, currentHost);
  }
}
