package dev.coordination.zookeeper.engine.sim;

import dev.coordination.zookeeper.engine.ZnodeSession.NodeStat;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a client to a server: what is on the wire in each direction, in order, and the
 * requests that the server has taken in but not answered yet.
 */
final class Connection {

  /** Something on the wire: when it may arrive, and its place in the order of all sendings. */
  record Sent<T>(T item, long due, long stamp) {}

  /** Appends what will be seen of something that is on the wire to a client. */
  static void append(Sent<Delivery> sent, StringBuilder key) {
    sent.item.append(key);
    key.append('@').append(sent.due);
    if (sent.item instanceof Delivery.Reply reply) {
      key.append('/').append(reply.zxid());
    }
  }

  /**
   * A request taken in by the server. A read waits for nothing but the requests before it; a write
   * or a sync waits until the server has applied the log up to an entry.
   */
  record Executing(Call call, int upTo, Function<List<@Nullable NodeStat>, Answer> answer) {}

  final SimServer server;
  final ArrayDeque<Sent<Call>> requests = new ArrayDeque<>();
  final ArrayDeque<Sent<Delivery>> replies = new ArrayDeque<>();
  final ArrayDeque<Executing> executing = new ArrayDeque<>();
  private final SimClock clock;
  long sessionId;

  /**
   * The client has given it up: nothing arrives there any more, but late requests may arrive here.
   */
  boolean abandoned;

  /** The server has closed it: requests that arrive are thrown away. */
  boolean closed;

  Connection(SimServer server, SimClock clock) {
    this.server = server;
    this.clock = clock;
  }

  void request(Call call) {
    requests.add(new Sent<>(call, clock.arrival(), clock.stamp()));
  }

  /** Sends something to the client. */
  void reply(Delivery delivery) {
    if (!abandoned) {
      replies.add(new Sent<>(delivery, clock.arrival(), clock.stamp()));
    }
  }

  /** The client's end is gone; what it had sent may still arrive, if {@code late} allows it. */
  void abandon(boolean late) {
    abandoned = true;
    replies.clear();
    if (!late || requests.isEmpty()) {
      close();
    }
  }

  /** The server's end is gone. */
  void close() {
    if (!closed) {
      closed = true;
      requests.clear();
      executing.clear();
      server.forget(this);
      reply(new Delivery.Closed());
    }
  }

  /** Appends everything of a connection that can still matter. */
  static void append(@Nullable Connection connection, StringBuilder key) {
    if (connection != null && !(connection.abandoned && connection.closed)) {
      connection.append(key);
    }
    key.append(';');
  }

  private void append(StringBuilder key) {
    key.append(server.index).append(abandoned).append(closed).append(sessionId);
    for (var sent : requests) {
      sent.item.request.append(key);
      key.append(sent.due);
    }
    key.append('|');
    for (var waiting : executing) {
      waiting.call.request.append(key);
      key.append(waiting.upTo);
    }
    key.append('|');
    replies.forEach(sent -> append(sent, key));
  }
}
