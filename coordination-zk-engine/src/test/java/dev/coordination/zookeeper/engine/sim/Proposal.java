package dev.coordination.zookeeper.engine.sim;

import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeKind;
import dev.coordination.zookeeper.engine.ZnodeSession.Op;
import dev.coordination.zookeeper.engine.sim.Txn.Change;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The leader's check of a write, operation by operation, each against the tree as the operations
 * before it would leave it. The errors and their order are those of the real server.
 */
final class Proposal {

  /** What the check needs to know of a node; null stands for no node. */
  private record View(int version, int creates, int children, boolean ephemeral) {
    View withChild() {
      return new View(version, creates + 1, children + 1, ephemeral);
    }

    View withoutChild() {
      return new View(version, creates, children - 1, ephemeral);
    }

    View changed() {
      return new View(version + 1, creates, children, ephemeral);
    }
  }

  /** The end of a check that failed. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    final Code code;
    final int index;

    Refused(Code code, int index) {
      super(code.name(), null, false, false);
      this.code = code;
      this.index = index;
    }
  }

  private final SimTree tree;
  private final long session;
  private final Map<String, @Nullable View> pending = new HashMap<>();
  private int index;

  private Proposal(SimTree tree, long session) {
    this.tree = tree;
    this.session = session;
  }

  /** Checks the operations of a session's write and returns the changes that they come to. */
  static List<Change> check(SimTree tree, long session, List<Op> ops) throws Refused {
    var proposal = new Proposal(tree, session);
    var changes = new ArrayList<Change>();
    for (Op op : ops) {
      changes.add(proposal.check(op));
      proposal.index++;
    }
    return changes;
  }

  private Change check(Op op) throws Refused {
    if (op instanceof Op.Create create) {
      return create(create);
    } else if (op instanceof Op.Delete delete) {
      return delete(delete);
    } else if (op instanceof Op.SetData set) {
      View node = versioned(set.path(), set.version());
      pending.put(set.path(), node.changed());
      return new Txn.SetData(set.path(), set.data().clone());
    }
    var check = (Op.Check) op;
    View unused = versioned(check.path(), check.version());
    return new Txn.Check(check.path());
  }

  private Change create(Op.Create create) throws Refused {
    String parentPath = SimTree.parentOf(create.path());
    View parent = existing(parentPath);
    refuseIf(tree.closed.contains(parentPath), Code.NO_AUTH);
    boolean sequential =
        create.kind() == NodeKind.PERSISTENT_SEQUENTIAL
            || create.kind() == NodeKind.EPHEMERAL_SEQUENTIAL;
    boolean ephemeral =
        create.kind() == NodeKind.EPHEMERAL || create.kind() == NodeKind.EPHEMERAL_SEQUENTIAL;
    String number = sequential ? String.format(Locale.ROOT, "%010d", parent.creates) : "";
    String path = create.path() + number;
    refuseIf(view(path) != null, Code.NODE_EXISTS);
    refuseIf(parent.ephemeral, Code.NO_CHILDREN_FOR_EPHEMERALS);
    pending.put(parentPath, parent.withChild());
    pending.put(path, new View(0, 0, 0, ephemeral));
    return new Txn.Create(path, create.data().clone(), ephemeral ? session : 0, parent.creates + 1);
  }

  private Change delete(Op.Delete delete) throws Refused {
    View node = versioned(delete.path(), delete.version());
    refuseIf(node.children > 0, Code.NOT_EMPTY);
    refuseIf(delete.path().equals("/"), Code.OTHER);
    String parentPath = SimTree.parentOf(delete.path());
    pending.put(parentPath, existing(parentPath).withoutChild());
    pending.put(delete.path(), null);
    return new Txn.Delete(delete.path());
  }

  private View versioned(String path, int version) throws Refused {
    View node = existing(path);
    refuseIf(version != ZnodeSession.ANY && version != node.version, Code.BAD_VERSION);
    return node;
  }

  private View existing(String path) throws Refused {
    View node = view(path);
    if (node == null) {
      throw new Refused(Code.NO_NODE, index);
    }
    return node;
  }

  private @Nullable View view(String path) {
    if (pending.containsKey(path)) {
      return pending.get(path);
    }
    SimTree.Node node = tree.get(path);
    return node == null
        ? null
        : new View(node.version, node.creates, node.children.size(), node.owner != 0);
  }

  private void refuseIf(boolean wrong, Code code) throws Refused {
    if (wrong) {
      throw new Refused(code, index);
    }
  }
}
