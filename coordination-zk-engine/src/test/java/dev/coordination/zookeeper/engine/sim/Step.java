package dev.coordination.zookeeper.engine.sim;

import java.util.function.Supplier;

/**
 * Something that can happen next.
 *
 * @param kind what sort of thing
 * @param client whom it befalls, by name, or the empty string
 * @param text says it in words; the texts of the steps of one state differ
 * @param body makes it happen
 */
public record Step(Kind kind, String client, Supplier<String> text, Runnable body) {

  /** The sorts of things that happen. */
  public enum Kind {
    /** A request arrives at its server. */
    REQUEST,
    /** A request arrives although its client has lost the connection. */
    LATE_REQUEST,
    /** A client is given a reply, an event or the news of its link or session. */
    DELIVERY,
    /** A client's timer runs. */
    TIMER,
    /** A client's user acts. */
    ACTION,
    /** A server that lags applies the next transaction. */
    REPLICATION,
    /** Time moves to the next instant at which something is due. */
    TIME,
    /** Something goes wrong. */
    FAULT,
    /** A fault ends: the link is whole again, the process runs again. */
    REPAIR
  }

  /** Makes it happen. */
  public void run() {
    body.run();
  }

  /** Returns whether only its own client is touched: no server, and no other client. */
  boolean isLocal() {
    return kind == Kind.DELIVERY || kind == Kind.TIMER || kind == Kind.ACTION;
  }

  @Override
  public String toString() {
    return text.get();
  }
}
