package dev.coordination.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coordination.Codec;
import dev.coordination.ConnectionState;
import dev.coordination.CoordinationClient;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Many clients of one queue, random faults, and an account of every item at the end. */
abstract class QueueFuzzRules extends HoldFuzz {

  private static final Codec<String> CODEC = Codec.utf8();

  @Rule({"QUEUE-01", "QUEUE-02", "QUEUE-03", "QUEUE-09", "QUEUE-10", "QUEUE-11", "ERR-05"})
  @Requires({
    Capability.CUT_LINK,
    Capability.EXPIRE_NOW,
    Capability.LOSE_REPLY,
    Capability.LOSE_REQUEST
  })
  @Test
  void queuesSurviveRandomFaults() {
    seeded(
        random ->
            rounds(
                round -> {
                  String path = path("queue" + round);
                  new QueueRun(
                          round,
                          random,
                          (client, history) -> new QueueWork(client.queue(path, CODEC), history),
                          () -> store().items(path).stream().map(ItemRules::text).toList())
                      .run();
                }));
  }

  @Rule({"LQUEUE-01", "LQUEUE-03", "LQUEUE-04", "LQUEUE-05", "LQUEUE-06", "LQUEUE-08", "ERR-05"})
  @Requires({
    Capability.CUT_LINK,
    Capability.EXPIRE_NOW,
    Capability.LOSE_REPLY,
    Capability.LOSE_REQUEST
  })
  @Test
  void lockingQueuesSurviveRandomFaults() {
    seeded(
        random ->
            rounds(
                round -> {
                  String path = path("locking" + round);
                  ClaimJudge judge = new ClaimJudge();
                  QueueRun run =
                      new QueueRun(
                          round,
                          random,
                          (client, history) ->
                              new ClaimWork(client.lockingQueue(path, CODEC), history, judge),
                          () -> store().lockingItems(path).stream().map(ItemRules::text).toList());
                  run.beforeEndByHand =
                      () ->
                          store()
                              .lockingItems(path)
                              .forEach(item -> judge.endedByHand(item.claim()));
                  run.run();
                }));
  }

  private void rounds(Consumer<Integer> round) {
    IntStream.range(0, harness().virtualTime() ? 6 : 2).boxed().forEach(round);
  }

  /** What one thread does to a queue; it adds each of its operations to the history. */
  interface Work {

    void put(String who, List<String> items, int priority);

    /** Takes an item, or ends a claim; which of them, and how, is drawn. */
    void take(String who, int how) throws InterruptedException;

    /** Gives up what it has. */
    void end();
  }

  /** Makes the work of one thread. */
  interface Works {
    Work of(CoordinationClient client, QueueHistory history);
  }

  /** One thread's worth of operations: the next begins when the one before has ended. */
  private static final class Lane {
    final Actor actor;
    final Work work;
    Call<?> call;

    Lane(Actor actor, Work work) {
      this.actor = actor;
      this.work = work;
      this.call = actor.startRun("begins", () -> {});
    }
  }

  private final class QueueRun {
    private final Random random;
    private final QueueHistory history = new QueueHistory();
    private final List<Actor> actors;
    private final List<Lane> lanes;
    private final Supplier<List<String>> left;
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private Runnable beforeEndByHand = () -> {};
    private int items;

    QueueRun(int round, Random random, Works works, Supplier<List<String>> left) {
      this.random = random;
      this.left = left;
      this.actors = Stream.of("A", "B", "C").map(name -> connect(name + round)).toList();
      this.lanes =
          actors.stream()
              .flatMap(
                  actor ->
                      Stream.generate(() -> new Lane(actor, works.of(actor.client(), history)))
                          .limit(3))
              .toList();
    }

    void run() {
      actors.forEach(this::followSession);
      int steps = harness().virtualTime() ? 250 : 120;
      for (int i = 0; i < steps; i++) {
        Lane lane = lanes.get(random.nextInt(lanes.size()));
        fault(lane.actor);
        if (lane.call.isDone()) {
          lane.call = operation(lane);
        } else if (random.nextInt(3) == 0) {
          lane.call.giveUp();
        }
        if (random.nextInt(4) == 0) {
          settle();
        }
      }
      windUp();
      List<String> remaining = left.get();
      assertEquals(
          List.of(),
          history.violations(remaining),
          () -> "of these, with %s left:%s".formatted(remaining, history));
    }

    private void followSession(Actor actor) {
      var unused =
          actor
              .client()
              .onConnectionState(
                  Runnable::run,
                  state -> {
                    if (state == ConnectionState.LOST) {
                      history.sessionEnded(actor.name(), history.instant());
                    }
                  });
    }

    private void fault(Actor actor) {
      switch (random.nextInt(14)) {
        case 0 -> actor.loseReplyOfWrite(1 + random.nextInt(2));
        case 1 -> actor.loseWrite(1 + random.nextInt(2));
        case 2 -> actor.cutLink();
        case 3, 4, 5 -> actor.heal();
        case 6 -> {
          actor.heal();
          settle();
          beforeEndByHand.run();
          actor.expireNow();
        }
        case 7 -> advance(session(random.nextDouble() / 20));
        default -> {}
      }
    }

    private Call<?> operation(Lane lane) {
      String who = lane.actor.name();
      int how = random.nextInt(8);
      if (random.nextInt(5) < 2) {
        int priority = random.nextBoolean() ? 100 : 50;
        List<String> values =
            IntStream.range(0, how == 0 ? 3 : 1).mapToObj(i -> "v" + items++).toList();
        return lane.actor.startRun("puts", guarded(() -> lane.work.put(who, values, priority)));
      }
      return lane.actor.startRun("takes", guarded(() -> lane.work.take(who, how)));
    }

    private interface Step {
      void run() throws InterruptedException;
    }

    /** Keeps what nobody expected; to be interrupted is to give up. */
    private Runnable guarded(Step step) {
      return () -> {
        try {
          step.run();
        } catch (InterruptedException givenUp) {
          Thread.currentThread().interrupt();
        } catch (Throwable unexpected) {
          failures.add(unexpected);
        }
      };
    }

    /** Ends everything, so that each item is in the store or with whoever has taken it. */
    private void windUp() {
      actors.forEach(Actor::heal);
      lanes.forEach(lane -> lane.call.giveUp());
      lanes.forEach(lane -> stage().ended(lane.call));
      actors.forEach(actor -> reaches(actor, ConnectionState.CONNECTED));
      settle();
      lanes.forEach(lane -> lane.work.end());
      actors.forEach(actor -> actor.run("closes", actor.client()::close));
      settle();
      failures.forEach(
          failure -> {
            throw new AssertionError("a call threw " + failure + " in:" + history, failure);
          });
    }
  }
}
