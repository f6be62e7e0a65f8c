package dev.coordination.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.zookeeper.testkit.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;

/**
 * A plain client beside those under test that sees what they write, and is told by the server when
 * it changes.
 */
public final class Onlooker implements AutoCloseable {

  private static final Duration SESSION = Duration.ofSeconds(30);
  private static final Duration BOUND = Duration.ofSeconds(30);

  private final ZooKeeper client;

  /**
   * Connects to a server.
   *
   * @param server the server
   */
  public Onlooker(TestServer server) {
    client = server.connect(SESSION);
  }

  /** Returns the client itself. */
  public ZooKeeper client() {
    return client;
  }

  /**
   * Waits until so many stand in line at a path, holder included, and returns their nodes' names.
   */
  public List<String> awaitInLine(String path, int count) {
    return awaitChildren(path, names -> names.size() == count, count + " in line at " + path);
  }

  /** Waits until a path has no such child, and returns the names of those that it has. */
  public List<String> awaitGone(String path, String child) {
    return awaitChildren(path, names -> !names.contains(child), "no " + child + " at " + path);
  }

  private List<String> awaitChildren(String path, Predicate<List<String>> enough, String what) {
    long end = System.nanoTime() + BOUND.toNanos();
    while (true) {
      var changed = new Semaphore(0);
      var names = childrenThen(path, changed);
      if (enough.test(names)) {
        return names;
      }
      assertThat(await(changed, end - System.nanoTime()))
          .as("%s within %s; there is %s", what, BOUND, names)
          .isTrue();
    }
  }

  private List<String> childrenThen(String path, Semaphore changed) {
    return call(
        () -> {
          try {
            return client.getChildren(path, event -> changed.release());
          } catch (KeeperException.NoNodeException e) {
            return client.exists(path, event -> changed.release()) == null
                ? List.<String>of()
                : childrenThen(path, changed);
          }
        });
  }

  /**
   * Reads a node.
   *
   * @param path its path
   * @param stat is filled in
   * @return its data, as they come from the server
   */
  public byte[] read(String path, Stat stat) {
    return call(() -> client.getData(path, false, stat));
  }

  /**
   * Overwrites a node, whatever its version.
   *
   * @param path its path
   * @param data what to write
   */
  public void write(String path, byte[] data) {
    var unused = call(() -> client.setData(path, data, -1));
  }

  /**
   * Makes an empty, persistent node.
   *
   * @param path its path
   */
  public void create(String path) {
    var unused =
        call(
            () ->
                client.create(
                    path, new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT));
  }

  /** A call of a plain client. */
  private interface Call<T> {
    T call() throws KeeperException, InterruptedException;
  }

  private static <T> T call(Call<T> call) {
    try {
      return call.call();
    } catch (KeeperException e) {
      throw new IllegalStateException("the onlooker could not look", e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static boolean await(Semaphore changed, long nanos) {
    try {
      return changed.tryAcquire(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted while looking on", e);
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }
}
