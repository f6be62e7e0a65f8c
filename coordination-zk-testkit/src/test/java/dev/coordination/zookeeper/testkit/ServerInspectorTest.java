package dev.coordination.zookeeper.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coordination.tck.StoreInspector.Contender;
import dev.coordination.tck.StoreInspector.Stake;
import java.time.Duration;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ServerInspectorTest {

  private static final Duration SESSION = Duration.ofSeconds(3);
  private static final String ID = "0123456789abcdef0123456789abcdef";

  private final TestServer server = TestServer.shared();
  private final ServerInspector inspector = new ServerInspector(server);
  private final String root = "/inspector-" + System.nanoTime();
  private final String line = root + "/line";
  private ZooKeeper client;

  @BeforeEach
  void connect() throws InterruptedException, KeeperException {
    client = server.connect(SESSION);
    create(root, "", CreateMode.PERSISTENT);
  }

  @AfterEach
  void close() throws InterruptedException {
    inspector.deleteAll(root);
    client.close();
  }

  @Test
  void listsContendersInLineAndNothingElse() throws InterruptedException, KeeperException {
    create(line, "", CreateMode.PERSISTENT);
    var first = contend("A");
    create(line + "/lock-", "other program", CreateMode.EPHEMERAL_SEQUENTIAL);
    var readerAt = create(line + "/" + ID + "__rlock__", "r", CreateMode.EPHEMERAL_SEQUENTIAL);
    var reader = client.exists(readerAt, false);
    inspector.addForeign(line, "readme");
    var second = contend("B");

    assertThat(inspector.contenders(line))
        .containsExactly(
            new Contender("A", first.getCzxid(), true),
            new Contender("r", reader.getCzxid(), true, Stake.SHARED),
            new Contender("B", second.getCzxid(), true));

    inspector.deleteContender(line, 0);

    assertThat(inspector.contenders(line))
        .extracting(Contender::identifier)
        .containsExactly("r", "B");
    assertThat(inspector.contenders(root + "/nowhere")).isEmpty();
  }

  @Test
  void listsWhatBelongsToASession() throws InterruptedException, KeeperException {
    create(line, "", CreateMode.PERSISTENT);
    create(line + "-__marks__", "", CreateMode.PERSISTENT);
    create(line + "-__wait__", "", CreateMode.PERSISTENT);
    assertThat(inspector.residue(line)).isEmpty();

    contend("A");
    create(line + "-__marks__/" + ID + "-0", "", CreateMode.EPHEMERAL);
    create(line + "-__wait__/" + ID, "", CreateMode.EPHEMERAL);
    create(root + "/line2", "", CreateMode.EPHEMERAL);

    assertThat(inspector.residue(line)).hasSize(2);
    assertThat(inspector.residue(root)).hasSize(3);
    assertThat(inspector.residue(root).get(0)).endsWith(Long.toHexString(client.getSessionId()));
  }

  @Test
  void removesAPathWithEverythingBelow() throws InterruptedException, KeeperException {
    create(line, "", CreateMode.PERSISTENT);
    contend("A");
    inspector.write(line + "/deep/er", "data".getBytes(UTF_8));
    assertThat(inspector.read(line + "/deep/er")).hasValue("data".getBytes(UTF_8));

    inspector.deleteAll(line);
    inspector.deleteAll(line);

    assertThat(inspector.read(line)).isEmpty();
    assertThat(inspector.read(root)).isPresent();
  }

  @Test
  void deniesWritesToOthers() throws InterruptedException, KeeperException {
    inspector.deny(line);

    assertThat(client.getChildren(line, false)).isEmpty();
    assertThatThrownBy(() -> contend("A")).isInstanceOf(KeeperException.NoAuthException.class);
    assertThatThrownBy(() -> client.setData(line, new byte[0], -1))
        .isInstanceOf(KeeperException.NoAuthException.class);
  }

  private Stat contend(String identifier) throws InterruptedException, KeeperException {
    var path = create(line + "/" + ID + "__lock__", identifier, CreateMode.EPHEMERAL_SEQUENTIAL);
    return client.exists(path, false);
  }

  private String create(String path, String data, CreateMode mode)
      throws InterruptedException, KeeperException {
    return client.create(path, data.getBytes(UTF_8), ZooDefs.Ids.OPEN_ACL_UNSAFE, mode);
  }
}
