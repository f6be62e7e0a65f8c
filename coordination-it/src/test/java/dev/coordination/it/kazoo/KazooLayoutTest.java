package dev.coordination.it.kazoo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.it.Backend;
import dev.coordination.it.Bounded;
import java.util.ArrayList;
import java.util.List;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Node by node, what kazoo writes and what we write: names, kinds, access, bytes. */
class KazooLayoutTest extends KazooTest {

  private static final List<ACL> OPEN = ZooDefs.Ids.OPEN_ACL_UNSAFE;
  private static final String CONTENDER = "/[0-9a-f]{32}__lock__(\\d{10})";

  /**
   * A node as any client sees it.
   *
   * @param name relative to the test's path; a random id is replaced by {@code ID}
   * @param owner the session that it lives with; 0 for a plain persistent node, other numbers for
   *     containers and nodes with a time to live
   * @param data its bytes, or null if the node has none at all
   * @param acl who may do what
   */
  private record Node(String name, long owner, List<Byte> data, List<ACL> acl) {}

  @ParameterizedTest
  @ValueSource(strings = {"host-1", "", "größer als 世界"})
  void lock(String identifier) throws KeeperException, InterruptedException {
    var python = python();
    var line = path + "/deep/line";
    var node = Bounded.get(python.acquire(line, identifier));
    var golden =
        List.of(
            new Node("", 0, List.of(), OPEN),
            new Node("/deep", 0, List.of(), OPEN),
            new Node("/deep/line", 0, List.of(), OPEN),
            new Node("/deep/line/ID__lock__0000000000", 1, bytes(identifier), OPEN));
    assertThat(node).matches(line + CONTENDER);
    assertThat(tree(path, python.session())).isEqualTo(golden);

    for (var backend : Backend.values()) {
      var own = path + "-" + backend;
      var hold = java(backend, identifier).lock(own + "/deep/line").acquire();
      assertThat(hold.isHeld()).isTrue();
      assertThat(tree(own, sessionOf(own + "/deep/line"))).isEqualTo(golden);
    }
  }

  @ParameterizedTest
  @EnumSource
  void secondInLine(Backend backend) {
    var first = Bounded.get(python().acquire(path, "python"));
    var unused = java(backend, "java").lock(path).acquireAsync();

    assertThat(onlooker.awaitInLine(path, 2))
        .allMatch(name -> ("/" + name).matches(CONTENDER))
        .anyMatch(name -> name.endsWith("__lock__0000000000") && first.endsWith(name))
        .anyMatch(name -> name.endsWith("__lock__0000000001"));
  }

  @ParameterizedTest
  @ValueSource(longs = {7, -7, Long.MAX_VALUE})
  void counter(long value) throws KeeperException, InterruptedException {
    var python = python();
    Bounded.get(python.add(path + "/deep/count", "" + value, 1));
    var golden =
        List.of(
            new Node("", 0, List.of(), OPEN),
            new Node("/deep", 0, List.of(), OPEN),
            new Node("/deep/count", 0, bytes("" + value), OPEN));
    assertThat(tree(path, 0)).isEqualTo(golden);

    for (var backend : Backend.values()) {
      var own = path + "-" + backend;
      java(backend, "java").counter(own + "/deep/count").increment(value);
      assertThat(tree(own, 0).stream().filter(node -> !isMark(node)))
          .containsExactlyElementsOf(golden);
    }
  }

  /** What kazoo does not know, beside the counter and never under it. */
  private static boolean isMark(Node node) {
    return node.name().matches("/deep/count-__marks__(/[0-9a-f]{32}-\\d+)?");
  }

  /** All nodes from the top down; the owner that is expected reads 1. */
  private List<Node> tree(String top, long session) throws KeeperException, InterruptedException {
    var nodes = new ArrayList<Node>();
    collect(top, top, session, nodes);
    return nodes;
  }

  private void collect(String top, String node, long session, List<Node> into)
      throws KeeperException, InterruptedException {
    var stat = new Stat();
    var data = onlooker.read(node, stat);
    var acl = onlooker.client().getACL(node, stat);
    long owner = stat.getEphemeralOwner();
    into.add(
        new Node(
            node.substring(top.length())
                .replaceAll("/[0-9a-f]{32}__lock__(\\d{10})$", "/ID__lock__$1"),
            owner != 0 && owner == session ? 1 : owner,
            data == null ? null : bytes(data),
            acl));
    for (var child : onlooker.client().getChildren(node, false)) {
      collect(top, node + "/" + child, session, into);
    }
  }

  /** The session of a Java client is known from the server alone. */
  private long sessionOf(String line) {
    return server.ephemerals().entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(line + "/"))
        .findFirst()
        .orElseThrow()
        .getValue();
  }

  private static List<Byte> bytes(String text) {
    return bytes(text.getBytes(UTF_8));
  }

  private static List<Byte> bytes(byte[] data) {
    var bytes = new ArrayList<Byte>();
    for (byte b : data) {
      bytes.add(b);
    }
    return bytes;
  }
}
