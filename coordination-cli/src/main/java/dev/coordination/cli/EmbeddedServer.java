package dev.coordination.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.zookeeper.server.ServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;
import org.apache.zookeeper.server.persistence.FileTxnSnapLog;

/** A real ZooKeeper server in this JVM, for trying things out: one process, loopback only. */
final class EmbeddedServer implements AutoCloseable {

  private static final String HOST = "127.0.0.1";
  private static final int TICK_MILLIS = 500;

  /** Who asks for a longer session gets one of this. */
  static final Duration LONGEST_SESSION = Duration.ofHours(1);

  private static final int UNLIMITED = 0;

  private final ServerCnxnFactory connections;
  private final DataDirectory files;
  private final AtomicBoolean closed = new AtomicBoolean();

  private EmbeddedServer(ServerCnxnFactory connections, DataDirectory files) {
    this.connections = connections;
    this.files = files;
  }

  /**
   * Starts a server.
   *
   * @param port where to listen, 0 for any free port
   * @param directory where its data is, and stays; empty: it keeps nothing
   */
  static EmbeddedServer start(int port, Optional<Path> directory) {
    System.setProperty("zookeeper.preAllocSize", "1024");
    System.setProperty("zookeeper.forceSync", directory.isPresent() ? "yes" : "no");
    DataDirectory files = DataDirectory.open(directory);
    try {
      ServerCnxnFactory connections = listen(port);
      serve(connections, files.path());
      return new EmbeddedServer(connections, files);
    } catch (CommandFailure e) {
      files.close();
      throw e;
    }
  }

  String address() {
    return HOST + ":" + connections.getLocalPort();
  }

  @Override
  public void close() {
    if (!closed.getAndSet(true)) {
      connections.shutdown();
      files.close();
    }
  }

  private static ServerCnxnFactory listen(int port) {
    ServerCnxnFactory connections = new NIOServerCnxnFactory();
    try {
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      connections.configure(new InetSocketAddress(loopback, port), UNLIMITED);
      return connections;
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.UNAVAILABLE,
          "cannot listen on %s:%d: %s; try --port 0".formatted(HOST, port, e.getMessage()),
          e);
    }
  }

  private static void serve(ServerCnxnFactory connections, Path directory) {
    try {
      connections.startup(new Server(directory));
    } catch (IOException e) {
      connections.shutdown();
      throw new CommandFailure(
          ExitCode.USAGE, "cannot serve the data in %s: %s".formatted(directory, e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitCode.INTERNAL, "interrupted", e);
    }
  }

  /** Without JMX, which nobody looks at here and which takes its time. */
  private static final class Server extends ZooKeeperServer {

    Server(Path directory) throws IOException {
      super(new FileTxnSnapLog(directory.toFile(), directory.toFile()), TICK_MILLIS, "");
      setMaxSessionTimeout((int) LONGEST_SESSION.toMillis());
    }

    @Override
    protected void registerJMX() {}

    @Override
    protected void unregisterJMX() {}
  }
}
