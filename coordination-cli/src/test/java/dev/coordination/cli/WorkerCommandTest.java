package dev.coordination.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.zookeeper.testkit.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process of the demo. */
class WorkerCommandTest {

  private static final String NAMESPACE = "/worker-command";

  private final TestServer server = TestServer.shared();

  /** The demo would wait for one that goes on without its jobs. */
  @Test
  void endsWhenItCannotWork(@TempDir Path records) throws InterruptedException, KeeperException {
    forbid(Worker.JOBS);
    try (CoordProcess worker =
        CoordProcess.start(
            "worker",
            "worker-1",
            records.toString(),
            "--namespace=" + NAMESPACE,
            "--connect=" + server.connectString())) {
      worker.awaitLineWith("joined");
      worker.type(Worker.DO_JOBS);
      assertThat(Shell.failure(70, worker.result())).contains(Worker.JOBS);
    }
  }

  private void forbid(String path) throws InterruptedException, KeeperException {
    try (ZooKeeper store = server.connect(Duration.ofSeconds(10))) {
      for (String parent : List.of(NAMESPACE, NAMESPACE + "/demo")) {
        store.create(parent, new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
      }
      store.create(NAMESPACE + path, new byte[0], Ids.READ_ACL_UNSAFE, CreateMode.PERSISTENT);
    }
  }
}
