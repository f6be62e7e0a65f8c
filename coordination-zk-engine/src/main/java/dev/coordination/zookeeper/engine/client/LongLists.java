package dev.coordination.zookeeper.engine.client;

import dev.coordination.support.Await;
import dev.coordination.zookeeper.engine.ZnodeException;
import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeStat;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.common.ZKConfig;
import org.jspecify.annotations.Nullable;

/*
 * A reply longer than the client takes ends its connection, and does so again each time that the
 * request is repeated: nothing says why, and the whole client is out of order. So when the link has
 * broken twice in a row under a list, the number of children is asked for, ahead of the next list. If they cannot be expected to fit, lists of that path are refused.
 *
 * What is sent behind a list is executed behind it, and recipes rely on that. So a list is never put off
 * until more is known: it is sent, or in its place the question for the number, whose reply refuses it.
 */
/** The lists of one session that no reply has come to. */
final class LongLists {

  /** A contender's name, 50 characters, and its length; most other names are shorter. */
  private static final int USUAL_NAME = 54;

  private static final int PATIENCE = 2;

  private final ZooKeeper handle;
  private final Map<String, Losses> losses = new ConcurrentHashMap<>();
  private final Set<String> tooLong = ConcurrentHashMap.newKeySet();

  private record Losses(int count, long connection) {}

  LongLists(ZooKeeper handle) {
    this.handle = handle;
  }

  /**
   * A list was answered or has failed.
   *
   * @param failure what it failed with, or null
   * @param connection numbers the connections: lists that break together count once
   * @return whether the number of children is to be asked for
   */
  boolean isSuspect(String path, @Nullable Throwable failure, long connection) {
    if (failure != null
        && Await.unwrap(failure) instanceof ZnodeException known
        && known.code() == Code.CONNECTION_LOSS) {
      return losses.merge(path, new Losses(1, connection), LongLists::add).count() >= PATIENCE;
    }
    losses.remove(path);
    return false;
  }

  boolean isTooLong(String path) {
    return tooLong.contains(path);
  }

  /** Notes how many children there are. */
  void counted(String path, Optional<NodeStat> stat) {
    if (stat.isPresent() && size(stat.get()) > limit()) {
      tooLong.add(path);
    } else {
      tooLong.remove(path);
      losses.remove(path);
    }
  }

  /** Says why a list is refused; what fits again by now is not refused another time. */
  ZnodeException refusal(String path, Optional<NodeStat> stat) {
    counted(path, stat);
    String why =
        "to list its %s children takes about %s bytes, and %s of this client is %s"
            .formatted(
                stat.map(NodeStat::numChildren).orElse(0),
                stat.map(LongLists::size).orElse(0L),
                ZKConfig.JUTE_MAXBUFFER,
                limit());
    return new ZnodeException(Code.TOO_LARGE, path, 0, new IOException(why));
  }

  private static long size(NodeStat stat) {
    return (long) USUAL_NAME * stat.numChildren();
  }

  private int limit() {
    return handle
        .getClientConfig()
        .getInt(ZKConfig.JUTE_MAXBUFFER, ZKClientConfig.CLIENT_MAX_PACKET_LENGTH_DEFAULT);
  }

  private static Losses add(Losses before, Losses one) {
    return before.connection() == one.connection()
        ? before
        : new Losses(before.count() + 1, one.connection());
  }
}
