package dev.coordination.cli;

import dev.coordination.zookeeper.testkit.FaultProxy;
import dev.coordination.zookeeper.testkit.TestServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;

/** What a test of a command has: a server, a path of its own, a shell, and a look at the nodes. */
abstract class CommandTest {

  final TestServer server = TestServer.shared();
  final Shell shell = new Shell(server);
  final ZooKeeper store = server.connect(Duration.ofSeconds(10));

  /** The way to the server for whoever is to lose it. */
  final FaultProxy link = new FaultProxy(server.port());

  String path = "";

  @BeforeEach
  final void choosePath(TestInfo test) {
    path = "/%s-%d".formatted(test.getTestMethod().orElseThrow().getName(), System.nanoTime());
  }

  @AfterEach
  final void end() throws InterruptedException {
    shell.close();
    link.close();
    store.close();
  }

  /** The words of a command, which names the path of the test as PATH. */
  final String[] words(String command) {
    return words(command, path);
  }

  static String[] words(String command, String path) {
    return command.replace("PATH", path).split(" ", -1);
  }

  /** The words of a command, and of the CMD that it is to run. */
  final String[] under(String command, String... cmd) {
    return Shell.join(words(command), Shell.join(new String[] {"--"}, cmd));
  }

  /** Waits until one stands behind who has what such a command takes at the path. */
  final void awaitBehind(String command, String path) throws InterruptedException, KeeperException {
    if (command.startsWith("semaphore")) {
      new Line(store, path + "-__lock__").await(1);
    } else {
      new Line(store, path).await(2);
    }
  }

  final void create(String node, String data, List<ACL> acl)
      throws InterruptedException, KeeperException {
    store.create(node, data.getBytes(StandardCharsets.UTF_8), acl, CreateMode.PERSISTENT);
  }

  /** Those who stand at the path. */
  final Line line() {
    return line("");
  }

  /** Those who stand beside the path, or under it. */
  final Line line(String suffix) {
    return new Line(store, path + suffix);
  }
}
