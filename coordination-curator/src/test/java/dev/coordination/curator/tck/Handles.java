package dev.coordination.curator.tck;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.curator.utils.ZookeeperFactory;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;

/**
 * Makes a framework's handles and sees to it that none outlives the framework: one that is closed
 * at the moment its session expires may make another handle afterwards, which nobody would close.
 */
final class Handles implements ZookeeperFactory {

  private final List<ZooKeeper> made = new ArrayList<>();
  private boolean closed;

  @Override
  public synchronized ZooKeeper newZooKeeper(
      String connectString, int sessionTimeout, Watcher watcher, boolean canBeReadOnly)
      throws IOException {
    if (closed) {
      throw new IOException("the framework is closed");
    }
    var handle = new ZooKeeper(connectString, sessionTimeout, watcher, canBeReadOnly);
    made.add(handle);
    return handle;
  }

  synchronized void close() {
    closed = true;
    made.forEach(Handles::close);
  }

  private static void close(ZooKeeper handle) {
    try {
      handle.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
