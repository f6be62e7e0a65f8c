package dev.coordination.zookeeper.engine.client;

import dev.coordination.zookeeper.engine.ZnodeException;
import dev.coordination.zookeeper.engine.ZnodeSession.Op;
import java.util.List;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.OpResult.ErrorResult;
import org.jspecify.annotations.Nullable;

/** The one place where ZooKeeper's error codes get their meaning for the recipes. */
final class StoreErrors {

  private StoreErrors() {}

  /** Returns the failure that a reply's code stands for. */
  static ZnodeException of(int rc, String path) {
    return of(rc, path, 0);
  }

  /**
   * Returns the failure of a multi: of the first operation that failed, if the reply says which.
   */
  static ZnodeException ofMulti(int rc, List<Op> operations, @Nullable List<OpResult> results) {
    for (int i = 0; results != null && i < results.size(); i++) {
      if (results.get(i) instanceof ErrorResult error && error.getErr() != 0) {
        return of(error.getErr(), operations.get(i).path(), i);
      }
    }
    return of(rc, operations.get(0).path(), 0);
  }

  private static ZnodeException of(int rc, String path, int index) {
    KeeperException.Code code = KeeperException.Code.get(rc);
    if (code == null) {
      var unknown = new IllegalStateException("error code " + rc);
      return new ZnodeException(ZnodeException.Code.OTHER, path, index, unknown);
    }
    return new ZnodeException(meaning(code), path, index, KeeperException.create(code, path));
  }

  /**
   * Where it is doubtful whether the request was applied, the answer is {@code CONNECTION_LOSS}. A
   * server that serves only reads for want of a quorum counts as no server.
   */
  private static ZnodeException.Code meaning(KeeperException.Code code) {
    return switch (code) {
      case NONODE -> ZnodeException.Code.NO_NODE;
      case NODEEXISTS -> ZnodeException.Code.NODE_EXISTS;
      case BADVERSION -> ZnodeException.Code.BAD_VERSION;
      case NOTEMPTY -> ZnodeException.Code.NOT_EMPTY;
      case NOCHILDRENFOREPHEMERALS -> ZnodeException.Code.NO_CHILDREN_FOR_EPHEMERALS;
      case NOAUTH, AUTHFAILED, INVALIDACL, SESSIONCLOSEDREQUIRESASLAUTH ->
          ZnodeException.Code.NO_AUTH;
      case SESSIONEXPIRED -> ZnodeException.Code.SESSION_EXPIRED;
      case CONNECTIONLOSS, SESSIONMOVED, OPERATIONTIMEOUT, REQUESTTIMEOUT, NOTREADONLY ->
          ZnodeException.Code.CONNECTION_LOSS;
      default -> ZnodeException.Code.OTHER;
    };
  }
}
