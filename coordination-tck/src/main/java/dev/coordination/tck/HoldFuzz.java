package dev.coordination.tck;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.coordination.CoordinationClient;
import dev.coordination.DistributedLock;
import dev.coordination.Hold;
import dev.coordination.tck.StoreInspector.Contender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Clients that acquire and release, give up and suffer faults at random; judged step by step. */
abstract class HoldFuzz extends TckTest {

  @Rule({"LOCK-01", "HOLD-09", "WAIT-03", "LOCK-09"})
  @Requires({
    Capability.CUT_LINK,
    Capability.EXPIRE_NOW,
    Capability.EXPIRE_BY_TIME,
    Capability.LOSE_REPLY,
    Capability.LOSE_REQUEST,
    Capability.FREEZE
  })
  @EveryHold
  void locksSurviveRandomFaults(HoldRecipe recipe) {
    seeded(random -> new HoldRun(line(recipe), random).run());
  }

  @Rule({"RWLOCK-01", "RWLOCK-05", "RWLOCK-11"})
  @Requires({
    Capability.CUT_LINK,
    Capability.EXPIRE_NOW,
    Capability.EXPIRE_BY_TIME,
    Capability.LOSE_REPLY,
    Capability.LOSE_REQUEST,
    Capability.FREEZE
  })
  @Test
  void readersAndWritersSurviveRandomFaults() {
    seeded(random -> new HoldRun(line(new EitherLock(random)), random).run());
  }

  @Rule({"SEM-01", "SEM-12", "SEM-13", "SEM-14"})
  @Requires({
    Capability.CUT_LINK,
    Capability.EXPIRE_NOW,
    Capability.EXPIRE_BY_TIME,
    Capability.LOSE_REPLY,
    Capability.LOSE_REQUEST,
    Capability.FREEZE
  })
  @Test
  void permitsSurviveRandomFaults() {
    for (int limit = 2; limit <= 3; limit++) {
      Line line = line(new PermitRecipe(limit), path("limit" + limit));
      seeded(random -> new HoldRun(line, random).run());
    }
  }

  /** Most of those who come want to read. */
  private record EitherLock(Random random) implements AcquirableRecipe {

    @Override
    public Recipe behind(List<Contender> line) {
      return random.nextInt(3) == 0 ? LockRecipe.WRITE : LockRecipe.READ;
    }

    @Override
    public DistributedLock object(CoordinationClient client, String path) {
      throw new IllegalStateException("one or the other: use Line.next()");
    }

    @Override
    public List<String> contenders(CoordinationClient client, String path) {
      return LockRecipe.READ.contenders(client, path);
    }
  }

  /** Runs something random and shows the seed if it fails. */
  static void seeded(Consumer<Random> run) {
    long seed = Long.getLong("coordination.tck.seed", System.nanoTime() % 1_000_000);
    try {
      run.accept(new Random(seed));
    } catch (AssertionError failure) {
      throw new AssertionError(
          "with -Dcoordination.tck.seed=%d: %s".formatted(seed, failure.getMessage()), failure);
    }
  }

  /** One client of a random run: it waits, or holds, or does nothing. */
  private final class Player {
    final Actor actor;
    final List<Call<Optional<Hold>>> waits = new ArrayList<>();
    final List<Hold> holds = new ArrayList<>();

    Player(String name) {
      actor = connect(name);
    }

    /** Takes what was granted; a wait that was interrupted is over. */
    void collect() {
      List<Call<Optional<Hold>>> done = waits.stream().filter(Call::isDone).toList();
      waits.removeAll(done); // and none that has ended since, whose hold nobody would have
      done.forEach(this::collect);
    }

    private void collect(Call<Optional<Hold>> wait) {
      if (wait.failed()) {
        assertInstanceOf(InterruptedException.class, wait.failure(), wait::toString);
      } else {
        wait.result().ifPresent(holds::add);
      }
    }

    void release(HoldHistory history, int most) {
      for (int i = 0; i < most && !holds.isEmpty(); i++) {
        history.release(holds.remove(0));
      }
    }
  }

  private final class HoldRun {
    private final Line line;
    private final Random random;
    private final List<Player> players;

    HoldRun(Line line, Random random) {
      this.line = line;
      this.random = random;
      this.players = List.of(new Player("A"), new Player("B"), new Player("C"), new Player("D"));
    }

    void run() {
      int steps = harness().virtualTime() ? 150 : 40;
      for (int i = 0; i < steps; i++) {
        step(players.get(random.nextInt(players.size())));
        if (random.nextInt(3) == 0) {
          settle();
        } else {
          stage().monitors().forEach(ExclusionMonitor::sample);
        }
        line.history().sample();
        players.forEach(Player::collect);
      }
      everybodyIsServed();
    }

    private void step(Player player) {
      Actor actor = player.actor;
      switch (random.nextInt(harness().virtualTime() ? 16 : 14)) {
        case 0, 1, 2 -> player.waits.add(line.startTry(actor, Duration.ofSeconds(Long.MAX_VALUE)));
        case 3 -> player.waits.add(line.startTry(actor, session(random.nextDouble() / 4)));
        case 4 -> player.waits.forEach(Call::giveUp);
        case 5, 6, 7 -> player.release(line.history(), 1);
        case 8 -> actor.cutLink();
        case 9 -> actor.heal();
        case 10 -> actor.loseReplyOfWrite(1 + random.nextInt(3));
        case 11 -> actor.loseWrite(1 + random.nextInt(3));
        case 12 -> advance(session(random.nextDouble() / 40));
        case 13 -> expireNow(actor);
        case 14 -> actor.expireByTime();
        default -> sleepThrough(actor);
      }
    }

    private void expireNow(Actor actor) {
      actor.heal();
      line.history().endedByHand(actor.name());
      actor.expireNow();
    }

    private void sleepThrough(Actor actor) {
      actor.heal();
      actor.freeze();
      advance(session(random.nextDouble() * 2));
      actor.thaw();
    }

    /** Without further faults every wait ends, one after the other. */
    private void everybodyIsServed() {
      players.forEach(player -> player.actor.heal());
      while (players.stream().anyMatch(player -> !player.waits.isEmpty())) {
        players.forEach(player -> player.release(line.history(), Integer.MAX_VALUE));
        eventually(
            () -> "nobody was served; the line is " + line.contenders(),
            () -> players.stream().anyMatch(p -> p.waits.stream().anyMatch(Call::isDone)));
        players.forEach(Player::collect);
      }
      line.isPossible();
    }
  }
}
