package dev.coordination.cli;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;

/** The line of contenders at a path, as the server has it. */
final class Line {

  private static final Duration BOUND = CoordProcess.BOUND;

  private final ZooKeeper server;
  private final String path;

  Line(ZooKeeper server, String path) {
    this.server = server;
    this.path = path;
  }

  /** Waits until that many contenders stand in it. */
  void await(int contenders) throws InterruptedException, KeeperException {
    long end = System.nanoTime() + BOUND.toNanos();
    while (true) {
      CountDownLatch changed = new CountDownLatch(1);
      List<String> found = look(changed);
      if (found.size() == contenders) {
        return;
      }
      if (!changed.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw new AssertionError("at %s: %s, not %d".formatted(path, found, contenders));
      }
    }
  }

  /** Waits until there is no such path. */
  void awaitAbsence() throws InterruptedException, KeeperException {
    CountDownLatch gone = new CountDownLatch(1);
    if (server.exists(path, event -> gone.countDown()) != null
        && !gone.await(BOUND.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new AssertionError("still there: " + path);
    }
  }

  private List<String> look(CountDownLatch changed) throws InterruptedException, KeeperException {
    if (server.exists(path, event -> changed.countDown()) == null) {
      return List.of();
    }
    return server.getChildren(path, event -> changed.countDown());
  }
}
