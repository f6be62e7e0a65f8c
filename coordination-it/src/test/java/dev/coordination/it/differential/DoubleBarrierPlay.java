package dev.coordination.it.differential;

import dev.coordination.CoordinationClient;
import dev.coordination.DistributedDoubleBarrier;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A double barrier of two parties, for three who want to enter. Each actor is one participant, and
 * another one with its next client. What the store had heard when a session ended decides whether
 * the others were let in with its owner, or have left; so sessions end where it makes no
 * difference.
 */
final class DoubleBarrierPlay extends Play {

  static final Plan<DoubleBarrierPlay> PLAN =
      new Plan<>("double barrier", DoubleBarrierPlay::new)
          .befallingWhen((play, actor) -> !play.participant(actor).isLeaving())
          .with(
              4,
              Move.writing("comes first", DoubleBarrierPlay::enter)
                  .when((play, actor) -> play.isOutside(actor) && play.nobodyWaits()))
          .with(
              4,
              Move.<DoubleBarrierPlay>writing("comes", DoubleBarrierPlay::enter)
                  .under(Fault.OF_THE_LINK)
                  .when(DoubleBarrierPlay::isOutside))
          .with(
              Move.asking("enters once more", DoubleBarrierPlay::enter)
                  .when((play, actor) -> play.participant(actor).isInside()))
          .with(
              5,
              Move.<DoubleBarrierPlay>writing("leaves", DoubleBarrierPlay::leave)
                  .under(Fault.OF_THE_LINK)
                  .when((play, actor) -> play.participant(actor).isInside()))
          .with(
              Move.asking("leaves without having entered", DoubleBarrierPlay::leaveInVain)
                  .when(DoubleBarrierPlay::isOutside));

  private final Map<CoordinationClient, Participant> participants = new HashMap<>();

  private DoubleBarrierPlay(Scene scene, Witness witness) {
    super(scene, witness);
  }

  /** One who enters and leaves, and what it did last. */
  private static final class Participant {
    private final DistributedDoubleBarrier barrier;
    private Call last;
    private boolean leaves;
    private volatile boolean inside;

    Participant(DistributedDoubleBarrier barrier) {
      this.barrier = barrier;
    }

    private boolean isIdle() {
      return last == null || last.isDone();
    }

    boolean isInside() {
      return isIdle() && inside;
    }

    boolean isOutside() {
      return isIdle() && !inside;
    }

    boolean isLeaving() {
      return leaves && !isIdle();
    }

    boolean isEntering() {
      return !leaves && !isIdle();
    }
  }

  private Participant participant(Actor actor) {
    return participants.computeIfAbsent(
        actor.client(), client -> new Participant(client.doubleBarrier(path(), 2)));
  }

  private boolean isOutside(Actor actor) {
    return participant(actor).isOutside();
  }

  private boolean nobodyWaits() {
    return participants.values().stream().noneMatch(Participant::isEntering);
  }

  // ---- moves

  private void enter(Actor actor) {
    Participant participant = participant(actor);
    participant.leaves = false;
    participant.last =
        start(
            actor,
            () -> {
              participant.barrier.enter();
              participant.inside = true;
              return "entered";
            });
  }

  private void leave(Actor actor) {
    Participant participant = participant(actor);
    participant.leaves = true;
    participant.last =
        start(
            actor,
            () -> {
              participant.inside = false;
              participant.barrier.leave();
              return "left";
            });
  }

  private void leaveInVain(Actor actor) {
    Participant participant = participant(actor);
    participant.last =
        start(
            actor,
            () -> {
              participant.barrier.leave();
              return "left";
            });
  }

  // ---- the state

  /** What the store has of those who wait differs by right: some stand aside. */
  @Override
  void show(Look look) {
    Map<String, String> states = new TreeMap<>();
    for (Actor actor : scene().actors()) {
      states.put(actor.name(), participant(actor).inside ? "inside" : "outside");
    }
    look.add("who", states);
  }
}
