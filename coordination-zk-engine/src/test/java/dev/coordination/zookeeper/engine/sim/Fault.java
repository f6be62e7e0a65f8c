package dev.coordination.zookeeper.engine.sim;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What can go wrong with one client at any step.
 *
 * <p>There is no fault for a lost request or a lost reply, since TCP loses nothing but the end of a
 * conversation: a cut before a request arrives loses it, a cut after that loses the reply, and what
 * is on its way at the cut may still arrive. So cuts at every step cover both.
 */
public enum Fault {
  /** The link breaks and is whole again before time passes. */
  CUT("the link breaks", Mends.AT_ONCE),
  /** The link breaks and is whole again at any later instant, at last when the session expires. */
  CUT_FOR_A_WHILE("the link breaks for a while", Mends.AT_ANY_TIME),
  /** The link breaks and is whole again only after the session has expired at the servers. */
  CUT_PAST_EXPIRY("the link breaks until the session has expired", Mends.AFTER_EXPIRY),
  /** The link lets nothing through, unnoticed, until the session has expired at the servers. */
  SILENCE_PAST_EXPIRY("the link is silent until the session has expired", Mends.AFTER_EXPIRY),
  /** The servers end the session at once, as no deadline can foresee. */
  EXPIRE("the session is ended at the servers", Mends.NEVER),
  /** The process dies. */
  KILL("the process dies", Mends.NEVER),
  /** The process is stopped and goes on at any later instant, at last when the session expires. */
  FREEZE_FOR_A_WHILE("the process freezes for a while", Mends.AT_ANY_TIME),
  /** The process is stopped and goes on only after its session has expired at the servers. */
  FREEZE_PAST_EXPIRY("the process freezes until its session has expired", Mends.AFTER_EXPIRY),
  /** The client goes to the next server, which may lag. */
  MOVE("the client moves to another server", Mends.NEVER),
  /** The link breaks behind the next request; what is asked for in one go with it, comes after. */
  TEAR("the link breaks behind its next request", Mends.NEVER),
  /** The link breaks behind the next request but one. */
  TEAR_SECOND("the link breaks behind its next request but one", Mends.NEVER),
  /**
   * The client's server, not the leader, is cut off from it until the session has expired there.
   */
  ISOLATE_PAST_EXPIRY("its server is cut off until the session expires", Mends.AFTER_EXPIRY);

  private enum Mends {
    NEVER,
    AT_ONCE,
    AT_ANY_TIME,
    AFTER_EXPIRY
  }

  private final String text;
  private final Mends mends;

  Fault(String text, Mends mends) {
    this.text = text;
    this.mends = mends;
  }

  /**
   * All faults but {@link #EXPIRE}: those under which no two clients may believe to hold a lock.
   */
  public static Set<Fault> covered() {
    return EnumSet.complementOf(EnumSet.of(EXPIRE));
  }

  /** All faults but those whose end may come at any instant, which make many schedules. */
  public static Set<Fault> usual() {
    return EnumSet.complementOf(EnumSet.of(CUT_FOR_A_WHILE, FREEZE_FOR_A_WHILE));
  }

  /** What mends a fault that has befallen a client in some session, at some server. */
  record Repair(SimClient client, Fault fault, long sessionId, int server) {

    boolean isDue(SimulatedZooKeeper world) {
      return fault.mends != Mends.AFTER_EXPIRY || !world.isLive(sessionId) || hasLeft();
    }

    /** Returns whether the client has gone on with its session at another server. */
    private boolean hasLeft() {
      Connection connection = client.core.connection;
      return fault == ISOLATE_PAST_EXPIRY
          && client.core.isConnected()
          && connection != null
          && connection.server.index != server;
    }

    /** Returns whether time does not pass before it, once it is due: all ends with the session. */
    boolean holdsTime(SimulatedZooKeeper world) {
      return fault.mends != Mends.AT_ANY_TIME || !world.isLive(sessionId);
    }

    void append(StringBuilder key) {
      key.append(client.name()).append(fault).append(sessionId).append(',').append(server);
    }

    Step step(SimulatedZooKeeper world, Runnable done) {
      Runnable body =
          () -> {
            done.run();
            mend(world);
          };
      String text = client.name() + ": no more of: " + fault.text;
      return new Step(Step.Kind.REPAIR, client.name(), () -> text, body);
    }

    private void mend(SimulatedZooKeeper world) {
      switch (fault) {
        case FREEZE_FOR_A_WHILE, FREEZE_PAST_EXPIRY -> client.thaw();
        case ISOLATE_PAST_EXPIRY -> world.rejoin(server);
        default -> client.restoreLink();
      }
    }
  }

  /** Returns whether the fault would change anything. */
  boolean canBefall(SimClient client, SimulatedZooKeeper world) {
    ClientCore core = client.core;
    boolean sound = core.runs() && core.link == ClientCore.Link.UP && !core.isClosed();
    return sound
        && switch (this) {
          case EXPIRE -> hasLiveSession(client, world);
          case FREEZE_PAST_EXPIRY, CUT_PAST_EXPIRY, SILENCE_PAST_EXPIRY ->
              core.connection != null && hasLiveSession(client, world);
          case MOVE -> world.ensemble().servers().size() > 1 && core.isConnected();
          case ISOLATE_PAST_EXPIRY ->
              core.connection != null
                  && core.connection.server.index > 0
                  && !core.connection.server.isIsolated()
                  && hasLiveSession(client, world);
          case TEAR, TEAR_SECOND -> core.isConnected() && core.tearBehind == 0;
          case CUT, CUT_FOR_A_WHILE, FREEZE_FOR_A_WHILE -> core.connection != null;
          case KILL -> true;
        };
  }

  private static boolean hasLiveSession(SimClient client, SimulatedZooKeeper world) {
    return client.sessionId().isPresent() && world.isLive(client.sessionId().getAsLong());
  }

  String textFor(SimClient client) {
    return "!! " + client.name() + ": " + text;
  }

  /** Lets the fault befall the client and returns how it will be mended, if it will. */
  Optional<Repair> befall(SimClient client, SimulatedZooKeeper world) {
    long session = client.sessionId().orElse(0);
    Connection connection = client.core.connection;
    int server = connection == null ? 0 : connection.server.index;
    switch (this) {
      case CUT, CUT_FOR_A_WHILE, CUT_PAST_EXPIRY -> client.breakLink(ClientCore.Link.CUT, true);
      case SILENCE_PAST_EXPIRY -> client.silenceLink();
      case EXPIRE -> client.expireNow();
      case KILL -> client.kill();
      case FREEZE_FOR_A_WHILE, FREEZE_PAST_EXPIRY -> client.freeze();
      case MOVE -> client.moveOn();
      case TEAR -> client.tearBehind(1);
      case TEAR_SECOND -> client.tearBehind(2);
      case ISOLATE_PAST_EXPIRY -> world.isolate(server);
    }
    return mends == Mends.NEVER
        ? Optional.empty()
        : Optional.of(new Repair(client, this, session, server));
  }
}
