package dev.coordination.curator;

import dev.coordination.zookeeper.engine.client.Realm;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.proto.CreateRequest;

/**
 * A framework's namespace, and its ACL provider. The provider is not to be had as such, but an
 * operation for a transaction shows what it says, and is not sent.
 */
final class FrameworkRealm {

  private static final byte[] NO_DATA = {};

  private final CuratorFramework framework;

  /**
   * Creates the view of a framework.
   *
   * @param framework the application's framework
   */
  FrameworkRealm(CuratorFramework framework) {
    this.framework = framework;
  }

  Realm realm() {
    CuratorFramework everything = framework.usingNamespace(null);
    return new Realm(root(), path -> acl(framework, path), element -> acl(everything, element));
  }

  /**
   * A framework looks once, and waits for the answer, whether its namespace is there; it must not
   * do so on ZooKeeper's event thread, nor when the namespace is not there: it would make a
   * container of it, which the server removes when it is empty.
   */
  void settle() {
    if (!root().isEmpty()) {
      var unused = acl(framework, "/any");
    }
  }

  private String root() {
    String namespace = framework.getNamespace();
    return namespace == null || namespace.isEmpty() ? "" : "/" + namespace;
  }

  /** For a node that will be named by its number alone, the path ends with a slash so far. */
  private static List<ACL> acl(CuratorFramework framework, String path) {
    String named = path.endsWith("/") ? path + "0" : path;
    try {
      var create = framework.transactionOp().create().uncompressed().forPath(named, NO_DATA);
      return ((CreateRequest) create.get().toRequestRecord()).getAcl();
    } catch (Exception e) { // as the framework declares
      throw new IllegalStateException("the framework has no ACL for " + path, e);
    }
  }
}
