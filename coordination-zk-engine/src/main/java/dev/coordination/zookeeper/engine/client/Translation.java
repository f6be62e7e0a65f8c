package dev.coordination.zookeeper.engine.client;

import dev.coordination.zookeeper.engine.ZnodeSession;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeEvent;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeKind;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeStat;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/** From the recipes' types to ZooKeeper's and back. */
final class Translation {

  private static final byte[] NO_DATA = {};

  private Translation() {}

  static CreateMode mode(NodeKind kind) {
    return switch (kind) {
      case PERSISTENT -> CreateMode.PERSISTENT;
      case PERSISTENT_SEQUENTIAL -> CreateMode.PERSISTENT_SEQUENTIAL;
      case EPHEMERAL -> CreateMode.EPHEMERAL;
      case EPHEMERAL_SEQUENTIAL -> CreateMode.EPHEMERAL_SEQUENTIAL;
    };
  }

  static Op operation(ZnodeSession.Op operation, Realm realm) {
    String at = realm.at(operation.path());
    if (operation instanceof ZnodeSession.Op.Create create) {
      return Op.create(at, create.data(), realm.access().apply(create.path()), mode(create.kind()));
    } else if (operation instanceof ZnodeSession.Op.Delete delete) {
      return Op.delete(at, delete.version());
    } else if (operation instanceof ZnodeSession.Op.SetData set) {
      return Op.setData(at, set.data(), set.version());
    } else if (operation instanceof ZnodeSession.Op.Check check) {
      return Op.check(at, check.version());
    }
    throw new IllegalArgumentException(operation.toString());
  }

  static List<ZnodeSession.OpResult> results(
      List<ZnodeSession.Op> operations, List<OpResult> results) {
    return IntStream.range(0, results.size())
        .mapToObj(i -> result(operations.get(i), results.get(i)))
        .toList();
  }

  private static ZnodeSession.OpResult result(ZnodeSession.Op operation, OpResult result) {
    if (result instanceof OpResult.CreateResult created) {
      return new ZnodeSession.OpResult(named(operation.path(), created.getPath()), null);
    } else if (result instanceof OpResult.SetDataResult set) {
      return new ZnodeSession.OpResult(operation.path(), stat(set.getStat()));
    }
    return new ZnodeSession.OpResult(operation.path(), null);
  }

  static NodeStat stat(Stat stat) {
    return new NodeStat(
        stat.getCzxid(),
        stat.getMzxid(),
        stat.getPzxid(),
        stat.getVersion(),
        stat.getCversion(),
        stat.getNumChildren(),
        stat.getEphemeralOwner(),
        stat.getCtime(),
        stat.getMtime());
  }

  /** Foreign nodes may have no data at all. */
  static byte[] data(byte @Nullable [] data) {
    return data == null ? NO_DATA : data;
  }

  /** Returns null for what is not about a node. */
  static NodeEvent.@Nullable Kind kind(EventType type) {
    return switch (type) {
      case NodeCreated -> NodeEvent.Kind.CREATED;
      case NodeDeleted -> NodeEvent.Kind.DELETED;
      case NodeDataChanged -> NodeEvent.Kind.DATA_CHANGED;
      case NodeChildrenChanged -> NodeEvent.Kind.CHILDREN_CHANGED;
      default -> null;
    };
  }

  /**
   * Returns the recipes' path of a created node. Only the last element can differ from what was
   * asked for, so whatever stands before it in the reply (roots, or none) need not be known.
   */
  static String named(String requested, String created) {
    return requested.substring(0, requested.lastIndexOf('/'))
        + created.substring(created.lastIndexOf('/'));
  }
}
