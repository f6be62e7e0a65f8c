package dev.coordination.cli;

import dev.coordination.zookeeper.testkit.FaultProxy;
import dev.coordination.zookeeper.testkit.TestServer;
import java.time.Duration;
import org.apache.zookeeper.ZooKeeper;
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

  /** Those who stand at the path. */
  final Line line() {
    return line("");
  }

  /** Those who stand beside the path, or under it. */
  final Line line(String suffix) {
    return new Line(store, path + suffix);
  }
}
