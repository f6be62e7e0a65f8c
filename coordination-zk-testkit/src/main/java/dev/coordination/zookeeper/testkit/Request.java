package dev.coordination.zookeeper.testkit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.apache.zookeeper.ZooDefs.OpCode;

/**
 * What the proxy understands of a request frame.
 *
 * <p>A frame is a length (already consumed here) and a body. The first body on a connection is the
 * connect request, which has no header; every other one begins with xid and opcode, and most go on
 * with a path. Replies begin with the xid of their request; events carry the xid -1.
 *
 * @param xid matches the reply to the request; negative ones are the client's own housekeeping
 * @param opcode the kind of request, one of {@link OpCode}
 * @param write whether it changes nodes, other than by taking an idle mark away
 * @param path what it is about, empty if it has no path or several
 */
record Request(int xid, int opcode, boolean write, String path) {

  private static final int EVENT_XID = -1;
  private static final int PING_XID = -2;

  /** Stands for the connect request, which has no xid. */
  static final Request CONNECT = new Request(Integer.MIN_VALUE, OpCode.createSession, false, "");

  /** Stands in for the request where the server speaks unasked. */
  static final Request EVENT = new Request(EVENT_XID, OpCode.notification, false, "");

  private static final Set<Integer> WRITES =
      Set.of(
          OpCode.create,
          OpCode.create2,
          OpCode.createContainer,
          OpCode.createTTL,
          OpCode.delete,
          OpCode.setData);

  private static final Set<Integer> READS =
      Set.of(OpCode.exists, OpCode.getData, OpCode.getChildren, OpCode.getChildren2, OpCode.sync);

  /** Sent after a reconnection, with an xid like those of requests. */
  private static final Set<Integer> REGISTRATIONS = Set.of(OpCode.setWatches, OpCode.setWatches2);

  static Request parse(byte[] body) {
    var in = ByteBuffer.wrap(body);
    int xid = in.getInt();
    int opcode = in.getInt();
    boolean hasPath = xid >= 0 && (WRITES.contains(opcode) || READS.contains(opcode));
    String path = hasPath ? string(in) : "";
    boolean write =
        opcode == OpCode.multi
            ? changesSomething(in)
            : WRITES.contains(opcode) && !tidies(path, opcode);
    return new Request(xid, opcode, write, path);
  }

  /**
   * Whether a reply to this request reports success. It begins with xid, zxid and error; that of a
   * multi that failed has no error there, but a list of results each of which is one.
   */
  boolean succeeded(byte[] reply) {
    var in = ByteBuffer.wrap(reply);
    in.getInt();
    in.getLong();
    int error = in.getInt();
    return error == 0 && (opcode != OpCode.multi || in.getInt() != OpCode.error);
  }

  boolean isPing() {
    return xid == PING_XID;
  }

  /** Whether the client made it by itself: ping, authentication, registration of watches. */
  boolean isHousekeeping() {
    return xid < 0 || REGISTRATIONS.contains(opcode);
  }

  /**
   * Whether this takes an idle mark away. A client does that at a time of its own, so a test that
   * counts writes would sometimes count it and sometimes not.
   */
  private static boolean tidies(String path, int opcode) {
    return opcode == OpCode.delete && path.contains("-__marks__/");
  }

  /** A multi is a list of (opcode, done, error) headers, each but the last with its operation. */
  private static boolean changesSomething(ByteBuffer in) {
    while (true) {
      int opcode = in.getInt();
      boolean done = in.get() != 0;
      in.getInt();
      if (done) {
        return false;
      }
      if (opcode != OpCode.check) {
        return true;
      }
      string(in);
      in.getInt();
    }
  }

  private static String string(ByteBuffer in) {
    var bytes = new byte[Math.max(0, in.getInt())];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
