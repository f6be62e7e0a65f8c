package dev.coordination.zookeeper.engine.client;

import dev.coordination.zookeeper.engine.ZnodeException;
import dev.coordination.zookeeper.engine.ZnodeSession.Op;
import java.util.List;

/**
 * Requests that a server would not take. It would cut the link instead of saying no, and again each
 * time that the request is repeated; so they are refused here. What a server takes is configured by
 * the same property there and here.
 */
final class RequestSize {

  private static final int LIMIT = Integer.getInteger("jute.maxbuffer", 0xfffff);

  /** More than an operation needs besides path and data: headers, and an ACL of usual size. */
  private static final int OVERHEAD = 512;

  private RequestSize() {}

  static void check(String path, byte[] data) throws ZnodeException {
    check(path, size(path, data));
  }

  static void check(List<Op> operations) throws ZnodeException {
    check(operations.get(0).path(), operations.stream().mapToLong(RequestSize::size).sum());
  }

  private static void check(String path, long size) throws ZnodeException {
    if (size > LIMIT) {
      throw new ZnodeException(ZnodeException.Code.TOO_LARGE, path, 0, null);
    }
  }

  private static long size(Op operation) {
    if (operation instanceof Op.Create create) {
      return size(create.path(), create.data());
    } else if (operation instanceof Op.SetData set) {
      return size(set.path(), set.data());
    }
    return size(operation.path(), new byte[0]);
  }

  /** In UTF-8 a character of a path takes three bytes at most. */
  private static long size(String path, byte[] data) {
    return 3L * path.length() + data.length + OVERHEAD;
  }
}
