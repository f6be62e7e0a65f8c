package dev.coordination.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.CoordinationClient;
import dev.coordination.DistributedCounter;
import dev.coordination.Hold;
import dev.coordination.OutcomeUnknownException;
import dev.coordination.ServiceUnavailableException;
import dev.coordination.tck.CounterHistory.Action;
import dev.coordination.tck.CounterHistory.End;
import dev.coordination.tck.CounterHistory.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Many clients, random faults. A run is a sequence of steps drawn from a seed, which a failure
 * shows; {@code -Dcoordination.tck.seed} repeats it. Where time is virtual a run is long, else
 * short.
 */
@SuppressWarnings("ThreadPriorityCheck") // yielding widens the gap in which an intruder would show
public abstract class FuzzContract extends QueueFuzzRules {

  /** For subclasses. */
  protected FuzzContract() {}

  @Rule({"LOCK-01", "CLIENT-09"})
  @EveryHold(except = {HoldRecipe.READ_LOCK, HoldRecipe.WAITING_READ_LOCK})
  void manyThreadsCountWithoutSynchronisation(HoldRecipe recipe) {
    int[] unsynchronised = {0};
    List<Call<@Nullable Void>> calls = new ArrayList<>();
    for (String name : List.of("A", "B", "C")) {
      CoordinationClient client = connect(name).client();
      IntStream.range(0, 3)
          .mapToObj(i -> "counts as " + name + i)
          .map(
              what -> this.<@Nullable Void>start(what, () -> count(recipe, client, unsynchronised)))
          .forEach(calls::add);
    }
    calls.forEach(this::await);
    assertEquals(calls.size() * 10, unsynchronised[0], "updates lost although the lock was held");
  }

  private @Nullable Void count(HoldRecipe recipe, CoordinationClient client, int[] unsynchronised)
      throws InterruptedException {
    for (int i = 0; i < 10; i++) {
      try (Hold hold = recipe.acquire(client, path("line"))) {
        int before = unsynchronised[0];
        Thread.yield();
        unsynchronised[0] = hold.isHeld() ? before + 1 : Integer.MIN_VALUE;
      }
    }
    return null;
  }

  // ---- the counter

  @Rule({"COUNTER-01", "COUNTER-03", "ERR-05", "ERR-03"})
  @Requires({
    Capability.CUT_LINK,
    Capability.EXPIRE_NOW,
    Capability.LOSE_REPLY,
    Capability.LOSE_REQUEST
  })
  @Test
  void countersSurviveRandomFaults() {
    int rounds = harness().virtualTime() ? 10 : 3;
    seeded(random -> IntStream.range(0, rounds).forEach(i -> new CounterRun(i, random).run()));
  }

  /** One thread's worth of operations: the next begins when the one before has ended. */
  private static final class Lane {
    final Actor actor;
    Call<?> call;

    Lane(Actor actor) {
      this.actor = actor;
      this.call = actor.startRun("begins", () -> {});
    }
  }

  private final class CounterRun {
    private final String path;
    private final Random random;
    private final CounterHistory history = new CounterHistory();
    private final List<Lane> lanes;

    CounterRun(int round, Random random) {
      this.path = path("counter" + round);
      this.random = random;
      this.lanes =
          Stream.of("A", "B", "C")
              .map(name -> connect(name + round))
              .flatMap(actor -> Stream.of(new Lane(actor), new Lane(actor)))
              .toList();
    }

    void run() {
      for (int i = 0; i < 120; i++) {
        Lane lane = lanes.get(random.nextInt(lanes.size()));
        fault(lane.actor);
        if (lane.call.isDone() && history.hasRoom()) {
          lane.call = operation(lane.actor, anything());
        }
        if (random.nextInt(4) == 0) {
          settle();
        }
      }
      lanes.forEach(lane -> lane.actor.heal());
      lanes.forEach(lane -> stage().ended(lane.call));
      Actor judge = connect("judge");
      await(operation(judge, new Action.Get()));
      assertTrue(history.isLinearizable(0), () -> "no order of these explains them:" + history);
    }

    private void fault(Actor actor) {
      switch (random.nextInt(12)) {
        case 0 -> actor.loseReplyOfWrite(1);
        case 1 -> actor.loseWrite(1);
        case 2 -> actor.cutLink();
        case 3, 4 -> actor.heal();
        case 5 -> {
          actor.heal();
          actor.expireNow();
        }
        default -> {}
      }
    }

    private Action anything() {
      int value = random.nextInt(4);
      return switch (random.nextInt(6)) {
        case 0 -> new Action.Get();
        case 1 -> new Action.Set(value);
        case 2, 3 -> new Action.CompareAndSet(value, random.nextInt(4));
        default -> new Action.Add(value + 1L);
      };
    }

    private Call<?> operation(Actor actor, Action action) {
      DistributedCounter counter = actor.client().counter(path);
      return actor.startRun(
          "does " + action, () -> record(actor, action, perform(counter, action)));
    }

    private LongSupplier perform(DistributedCounter counter, Action action) {
      if (action instanceof Action.Add add) {
        return () -> counter.increment(add.amount());
      } else if (action instanceof Action.CompareAndSet cas) {
        return () -> counter.compareAndSet(cas.expected(), cas.update()) ? 1 : 0;
      } else if (action instanceof Action.Set set) {
        return () -> {
          counter.reset(set.value());
          return 0;
        };
      }
      return counter::get;
    }

    private void record(Actor actor, Action action, LongSupplier call) {
      long called = history.instant();
      End end = End.RETURNED;
      long result = 0;
      try {
        result = call.getAsLong();
      } catch (OutcomeUnknownException unknown) {
        end = End.UNKNOWN;
      } catch (ServiceUnavailableException refused) {
        end = End.REFUSED;
      }
      history.add(new Operation(actor.name(), action, called, history.instant(), end, result));
    }
  }
}
