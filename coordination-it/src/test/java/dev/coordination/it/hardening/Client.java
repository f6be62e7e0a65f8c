package dev.coordination.it.hardening;

import dev.coordination.CoordinationClient;
import dev.coordination.curator.CuratorCoordination;
import dev.coordination.it.Backend;
import dev.coordination.zookeeper.ZooKeeperCoordination;
import dev.coordination.zookeeper.testkit.ClientFactory.Opened;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;

/** Clients whose callbacks run on an executor of the test's. */
final class Client {

  private static final Duration SESSION = Duration.ofSeconds(10);

  private Client() {}

  static Opened on(Backend backend, String servers, Executor callbacks) {
    return backend == Backend.RAW ? raw(servers, callbacks) : curator(servers, callbacks);
  }

  private static Opened raw(String servers, Executor callbacks) {
    CoordinationClient client =
        ZooKeeperCoordination.builder(servers)
            .sessionTimeout(SESSION)
            .callbackExecutor(callbacks)
            .connect();
    return Opened.of(client);
  }

  private static Opened curator(String servers, Executor callbacks) {
    var framework = CuratorFrameworkFactory.newClient(servers, new RetryOneTime(100));
    framework.start();
    CoordinationClient client =
        CuratorCoordination.builder(framework).callbackExecutor(callbacks).create();
    return new Opened(client, framework::close);
  }
}
