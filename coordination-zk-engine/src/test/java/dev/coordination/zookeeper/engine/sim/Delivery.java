package dev.coordination.zookeeper.engine.sim;

import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeEvent;

/**
 * What a client is given, one at a time and in order: what comes over the wire, and what the client
 * library tells of its own accord.
 */
sealed interface Delivery {

  /** Appends a text of what the client's code sees of it: only equal deliveries share it. */
  default void append(StringBuilder text) {
    text.append(brief());
  }

  /** Says it in words, for people. */
  String brief();

  /** From the server: the answer to the oldest unanswered request. */
  record Reply(Call call, long zxid, Answer answer) implements Delivery {
    @Override
    public void append(StringBuilder text) {
      call.request.append(text);
      answer.append(text);
    }

    @Override
    public String brief() {
      return call.request + " = " + answer.brief();
    }
  }

  /** From the server: a watched change. */
  record Event(NodeEvent event) implements Delivery {
    @Override
    public String brief() {
      return event.path() + " " + event.kind();
    }
  }

  /** From the server: it has closed the connection. */
  record Closed() implements Delivery {
    @Override
    public String brief() {
      return "connection closed by the server";
    }
  }

  /** From the client library: a request that will have no answer. */
  record Failure(Call call, Code code) implements Delivery {
    @Override
    public String brief() {
      return call.request + " fails with " + code;
    }
  }

  /** From the client library: the link is down. */
  record Suspended() implements Delivery {
    @Override
    public String brief() {
      return "suspended";
    }
  }

  /** From the client library: the session, known by its id, is over. */
  record Ended(SimSession session) implements Delivery {
    @Override
    public String brief() {
      return "session " + Long.toHexString(session.id()) + " ended";
    }
  }
}
