package dev.coordination.zookeeper.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooKeeper;

/**
 * Connects plain ZooKeeper clients, for those who look at the server beside the clients under test.
 */
final class PlainClient {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);

  private PlainClient() {}

  /**
   * A call of a plain client.
   *
   * @param <T> what it returns
   */
  interface Call<T> {
    T call() throws KeeperException, InterruptedException;
  }

  /** A call of a plain client that returns nothing. */
  interface Command {
    void run() throws KeeperException, InterruptedException;
  }

  /** Makes a call that is expected to succeed. */
  static void execute(Command command) {
    var unused =
        run(
            () -> {
              command.run();
              return true;
            });
  }

  /** Makes a call that is expected to succeed. */
  static <T> T run(Call<T> call) {
    try {
      return call.call();
    } catch (KeeperException e) {
      throw new IllegalStateException("a plain client could not look or act", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  static ZooKeeper connect(String connectString, Duration sessionTimeout) {
    var connected = new CompletableFuture<KeeperState>();
    int millis = Math.toIntExact(sessionTimeout.toMillis());
    ZooKeeper client;
    try {
      client = new ZooKeeper(connectString, millis, event -> tell(connected, event));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      await(connected);
      return client;
    } catch (RuntimeException e) {
      close(client);
      throw e;
    }
  }

  private static ZooKeeper takeOver(
      String connectString, FaultProxy.Session session, CompletableFuture<KeeperState> connected) {
    try {
      return new ZooKeeper(
          connectString,
          session.timeoutMillis(),
          event -> tell(connected, event),
          session.id(),
          session.password());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the session of another client, if it has not ended yet. */
  static void expire(String connectString, FaultProxy.Session session) {
    var connected = new CompletableFuture<KeeperState>();
    var handle = takeOver(connectString, session, connected);
    try {
      await(connected);
    } finally {
      close(handle);
    }
  }

  static void close(ZooKeeper client) {
    try {
      client.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void tell(CompletableFuture<KeeperState> connected, WatchedEvent event) {
    if (event.getType() == EventType.None && event.getState() != KeeperState.Disconnected) {
      connected.complete(event.getState());
    }
  }

  private static KeeperState await(CompletableFuture<KeeperState> connected) {
    try {
      return connected.get(CONNECT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while connecting", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("no connection within " + CONNECT_TIMEOUT, e);
    }
  }
}
