package dev.coordination.zookeeper.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TestServerTest {

  private static final Duration SESSION = Duration.ofSeconds(2);

  private final TestServer server = TestServer.start();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void grantsTheSessionTimeoutThatIsAskedFor() throws InterruptedException {
    try (var client = server.connect(Duration.ofMillis(700))) {
      assertThat(client.getSessionTimeout()).isEqualTo(700);
    }
    try (var client = server.connect(Duration.ofSeconds(30))) {
      assertThat(client.getSessionTimeout()).isEqualTo(30_000);
    }
  }

  @Test
  void keepsDataAndSessionsOverARestart() throws InterruptedException, KeeperException {
    try (var client = server.connect(SESSION)) {
      create(client, "/stays", CreateMode.PERSISTENT);
      create(client, "/bound", CreateMode.EPHEMERAL);
      int port = server.port();

      server.restart();

      assertThat(server.port()).isEqualTo(port);
      assertThat(server.isAlive(client.getSessionId())).isTrue();
      assertThat(server.ephemerals()).containsEntry("/bound", client.getSessionId());
      try (var other = server.connect(SESSION)) {
        assertThat(other.getData("/stays", false, new Stat())).isEqualTo("data".getBytes(UTF_8));
      }
    }
  }

  @Test
  void tellsWhenASessionHasEnded() throws InterruptedException, KeeperException {
    var client = server.connect(SESSION);
    long session = client.getSessionId();
    create(client, "/bound", CreateMode.EPHEMERAL);
    assertThat(server.sessions()).contains(session);
    assertThat(server.awaitEnded(session, Duration.ofMillis(50))).isFalse();

    client.close();

    assertThat(server.awaitEnded(session, Duration.ofSeconds(5))).isTrue();
    assertThat(server.ephemerals()).isEmpty();
  }

  @Test
  void refusesWhoIsNotInTheAccessList() throws InterruptedException, KeeperException {
    try (var owner = server.connect(SESSION);
        var stranger = server.connect(SESSION)) {
      owner.addAuthInfo("digest", "owner:secret".getBytes(UTF_8));
      owner.create("/own", new byte[0], ZooDefs.Ids.CREATOR_ALL_ACL, CreateMode.PERSISTENT);

      assertThat(owner.getChildren("/own", false)).isEqualTo(List.of());
      assertThatThrownBy(() -> stranger.getChildren("/own", false))
          .isInstanceOf(KeeperException.NoAuthException.class);
    }
  }

  @Test
  void givesTheGreatestNumberAgainAndAgain() throws InterruptedException, KeeperException {
    try (var client = server.connect(SESSION)) {
      create(client, "/line", CreateMode.PERSISTENT);
      server.exhaustNumbers("/line");

      create(client, "/line/a-", CreateMode.EPHEMERAL_SEQUENTIAL);
      create(client, "/line/b-", CreateMode.EPHEMERAL_SEQUENTIAL);

      assertThat(client.getChildren("/line", false))
          .containsExactlyInAnyOrder("a-2147483647", "b-2147483647");
    }
  }

  private static void create(ZooKeeper client, String path, CreateMode mode)
      throws InterruptedException, KeeperException {
    client.create(path, "data".getBytes(UTF_8), ZooDefs.Ids.OPEN_ACL_UNSAFE, mode);
  }
}
