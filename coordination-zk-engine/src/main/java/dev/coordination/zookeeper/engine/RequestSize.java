package dev.coordination.zookeeper.engine;

import dev.coordination.zookeeper.engine.ZnodeSession.Op;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Requests that a server would not take. It would cut the link instead of saying no, and again each
 * time that the request is repeated; so they are refused here. What a server takes is configured by
 * the same property there and here.
 */
public final class RequestSize {

  /** The largest request, in bytes, that is sent. */
  static final int LIMIT = Integer.getInteger("jute.maxbuffer", 0xfffff);

  /** More than an operation needs besides path and data: headers, versions, lengths. */
  private static final int OVERHEAD = 64;

  /** More than the ACL of a new node usually needs. */
  private static final int ACL = 448;

  private RequestSize() {}

  /**
   * Refuses a request that is too large.
   *
   * @param operation the request
   * @param at says where in the store a path lies
   * @throws ZnodeException {@code TOO_LARGE}
   */
  public static void check(Op operation, UnaryOperator<String> at) throws ZnodeException {
    check(List.of(operation), at);
  }

  /**
   * Refuses a transaction that is too large.
   *
   * @param operations what it consists of
   * @param at says where in the store a path lies
   * @throws ZnodeException {@code TOO_LARGE}
   */
  public static void check(List<Op> operations, UnaryOperator<String> at) throws ZnodeException {
    check(operations.get(0).path(), of(operations, at));
  }

  /** {@return how large a transaction is at most, in bytes, apart from a root of all paths} */
  static long of(List<Op> operations) {
    return of(operations, path -> path);
  }

  private static long of(List<Op> operations, UnaryOperator<String> at) {
    return operations.stream().mapToLong(operation -> size(operation, at)).sum();
  }

  private static void check(String path, long size) throws ZnodeException {
    if (size > LIMIT) {
      String why =
          "the request takes about %s bytes, and jute.maxbuffer is %s".formatted(size, LIMIT);
      throw new ZnodeException(ZnodeException.Code.TOO_LARGE, path, 0, new IOException(why));
    }
  }

  /** In UTF-8 a character of a path takes three bytes at most. */
  private static long size(Op operation, UnaryOperator<String> at) {
    return OVERHEAD + 3L * at.apply(operation.path()).length() + content(operation);
  }

  private static long content(Op operation) {
    if (operation instanceof Op.Create create) {
      return (long) create.data().length + ACL;
    }
    return operation instanceof Op.SetData set ? set.data().length : 0;
  }
}
