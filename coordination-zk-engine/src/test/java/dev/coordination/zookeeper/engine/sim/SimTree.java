package dev.coordination.zookeeper.engine.sim;

import dev.coordination.zookeeper.engine.ZnodeSession.NodeStat;
import dev.coordination.zookeeper.engine.sim.Txn.Change;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The tree of nodes as one server has it. It applies transactions that were checked before, so
 * nothing here can fail.
 *
 * <p>As in the real server, a node stores how many children it ever had, and its cversion, the
 * number of changes to the list of its children, is derived from that.
 */
final class SimTree {

  /** A node; {@code creates} counts the children ever created in it. */
  final class Node {
    byte[] data;
    final long czxid;
    final long owner;
    long mzxid;
    long pzxid;
    int version;
    int creates;
    final TreeSet<String> children = new TreeSet<>();

    Node(byte[] data, long zxid, long owner) {
      this.data = data;
      this.czxid = zxid;
      this.mzxid = zxid;
      this.pzxid = zxid;
      this.owner = owner;
    }

    NodeStat stat() {
      int cversion = 2 * creates - children.size();
      return new NodeStat(
          czxid,
          mzxid,
          pzxid,
          version,
          cversion,
          children.size(),
          owner,
          timeOf(czxid),
          timeOf(mzxid));
    }

    private long timeOf(long zxid) {
      return times.applyAsLong(zxid);
    }
  }

  /** Is told each change of a node, in the order in which the real server fires watches. */
  interface Observer {
    void created(String path);

    void deleted(String path);

    void dataChanged(String path);

    void childrenChanged(String path);
  }

  private final TreeMap<String, Node> nodes = new TreeMap<>();

  /** Nodes below which nobody may create any. */
  final Set<String> closed = new HashSet<>();

  /**
   * When a transaction was made, in milliseconds; no part of the state, as nobody decides by it.
   */
  private final LongUnaryOperator times;

  private long lastZxid;
  private Execution.@Nullable Key fingerprint;

  SimTree(LongUnaryOperator times) {
    this.times = times;
    nodes.put("/", new Node(new byte[0], 0, 0));
  }

  long lastZxid() {
    return lastZxid;
  }

  @Nullable Node get(String path) {
    return nodes.get(path);
  }

  /** Returns the node, which must exist. */
  Node at(String path) {
    Node node = nodes.get(path);
    if (node == null) {
      throw new IllegalStateException("No node " + path);
    }
    return node;
  }

  List<String> paths() {
    return List.copyOf(nodes.keySet());
  }

  void sequence(String path, int creates) {
    at(path).creates = creates;
    fingerprint = null;
  }

  /** Returns the session's ephemeral nodes, in the order of their paths. */
  List<String> ephemeralsOf(long session) {
    return nodes.entrySet().stream()
        .filter(e -> e.getValue().owner == session)
        .map(e -> e.getKey())
        .toList();
  }

  /** Applies a transaction and returns the stat of the node after each of its changes. */
  List<@Nullable NodeStat> apply(Txn txn, Observer observer) {
    lastZxid = txn.zxid();
    fingerprint = null;
    var stats = new ArrayList<@Nullable NodeStat>();
    for (Change change : txn.changes()) {
      stats.add(apply(change, observer));
    }
    return stats;
  }

  private @Nullable NodeStat apply(Change change, Observer observer) {
    if (change instanceof Txn.Create create) {
      return create(create, observer);
    } else if (change instanceof Txn.SetData set) {
      return setData(set, observer);
    } else if (change instanceof Txn.Delete delete) {
      delete(delete.path(), observer);
    }
    return null;
  }

  private NodeStat create(Txn.Create create, Observer observer) {
    var node = new Node(create.data(), lastZxid, create.owner());
    nodes.put(create.path(), node);
    Node parent = at(parentOf(create.path()));
    parent.children.add(nameOf(create.path()));
    parent.creates = create.creates();
    parent.pzxid = lastZxid;
    observer.created(create.path());
    observer.childrenChanged(parentOf(create.path()));
    return node.stat();
  }

  private NodeStat setData(Txn.SetData set, Observer observer) {
    Node node = at(set.path());
    node.data = set.data();
    node.version++;
    node.mzxid = lastZxid;
    observer.dataChanged(set.path());
    return node.stat();
  }

  private void delete(String path, Observer observer) {
    nodes.remove(path);
    Node parent = at(parentOf(path));
    parent.children.remove(nameOf(path));
    parent.pzxid = lastZxid;
    observer.deleted(path);
    observer.childrenChanged(parentOf(path));
  }

  void fingerprint(StringBuilder key) {
    if (fingerprint == null) {
      var hash = new StringBuilder();
      describe(hash);
      fingerprint = Fingerprint.of(hash);
    }
    key.append(fingerprint.first()).append(fingerprint.second());
  }

  private void describe(StringBuilder key) {
    key.append(lastZxid);
    nodes.forEach(
        (path, node) -> {
          key.append(path).append(Arrays.toString(node.data));
          Answer.append(key, node.stat());
        });
  }

  static String parentOf(String path) {
    int slash = path.lastIndexOf('/');
    return slash <= 0 ? "/" : path.substring(0, slash);
  }

  static String nameOf(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
