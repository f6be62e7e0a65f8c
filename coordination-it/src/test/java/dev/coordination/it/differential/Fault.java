package dev.coordination.it.differential;

import java.util.EnumSet;
import java.util.Set;

/**
 * What may happen to an actor during a move, besides. Each fault is over, and its victim back, when
 * the next move begins.
 */
enum Fault {
  /** The reply to the move's first write is lost; the client is soon back in its session. */
  LOST_REPLY(", and the reply is lost") {
    @Override
    void strike(Play play, Actor actor, Actor other, Runnable move) {
      loseMessage(play, actor, move, () -> actor.faults().loseReplyOfWrite(1));
    }
  },

  /** The move's first write is lost; the client is soon back in its session. */
  LOST_REQUEST(", and the request is lost") {
    @Override
    void strike(Play play, Actor actor, Actor other, Runnable move) {
      loseMessage(play, actor, move, () -> actor.faults().loseWrite(1));
    }
  },

  /** As {@link #LOST_REPLY}, but the session ends before the client is back. */
  LOST_REPLY_AND_SESSION(", the reply is lost, and its session ends") {
    @Override
    void strike(Play play, Actor actor, Actor other, Runnable move) {
      loseSession(play, actor, move, () -> actor.faults().loseReplyOfWrite(1));
    }
  },

  /** As {@link #LOST_REQUEST}, but the session ends before the client is back. */
  LOST_REQUEST_AND_SESSION(", the request is lost, and its session ends") {
    @Override
    void strike(Play play, Actor actor, Actor other, Runnable move) {
      loseSession(play, actor, move, () -> actor.faults().loseWrite(1));
    }
  },

  /** The actor's link is down during the move, and comes back. */
  CUT_OFF(", cut off for a moment") {
    @Override
    void strike(Play play, Actor actor, Actor other, Runnable move) {
      whileCutOff(play, actor, move);
    }
  },

  /** The link of another actor is down during the move, and comes back. */
  OTHER_CUT_OFF(" while %s is cut off for a moment") {
    @Override
    void strike(Play play, Actor actor, Actor other, Runnable move) {
      whileCutOff(play, other, move);
    }
  };

  /** Those that every session survives. */
  static final Set<Fault> OF_THE_LINK =
      Set.copyOf(EnumSet.of(LOST_REPLY, LOST_REQUEST, CUT_OFF, OTHER_CUT_OFF));

  private final String text;

  Fault(String text) {
    this.text = text;
  }

  /** Makes a move of an actor, and befalls it or another one meanwhile. */
  abstract void strike(Play play, Actor actor, Actor other, Runnable move);

  String describe(String other) {
    return text.formatted(other);
  }

  private static void loseMessage(Play play, Actor actor, Runnable move, Runnable fault) {
    int breaks = actor.breaks();
    fault.run();
    move.run();
    play.scene().settle();
    if (actor.breaks() == breaks) {
      spend(play.scene(), actor);
    }
    play.look();
  }

  /** Lets a fault that lies in wait strike here, and not during a later move. */
  private static void spend(Scene scene, Actor actor) {
    Call put =
        scene.startUnseen(
            actor, () -> actor.client().queue(scene.path("elsewhere")).put(new byte[0]));
    scene.eventually(actor + " writes elsewhere", put::isDone);
  }

  private static void loseSession(Play play, Actor actor, Runnable move, Runnable fault) {
    play.warmUp(actor);
    play.scene().settle();
    int breaks = actor.breaks();
    actor.faults().cutLinkWhenItBreaks();
    fault.run();
    move.run();
    play.scene().untilTold(actor, " finds its link broken", () -> actor.breaks() > breaks);
    endSession(play, actor);
    play.look();
  }

  /** Ends an actor's session at once, and lets it come back in another one. */
  static void endSession(Play play, Actor actor) {
    int ends = actor.ends();
    actor.faults().expireNow();
    actor.restoreLink();
    play.scene()
        .untilTold(actor, " has a new session", () -> actor.ends() > ends && actor.isConnected());
  }

  /** Cuts a link for the time of a move, which ends long before the session could. */
  static void whileCutOff(Play play, Actor victim, Runnable move) {
    victim.cutLink();
    play.scene().untilTold(victim, " finds itself cut off", () -> !victim.isConnected());
    move.run();
    play.look();
    victim.restoreLink();
    play.look();
  }
}
