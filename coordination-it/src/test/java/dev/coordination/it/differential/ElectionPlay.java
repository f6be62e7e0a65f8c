package dev.coordination.it.differential;

import dev.coordination.LeaderElection;
import dev.coordination.Leadership;
import dev.coordination.tck.StoreInspector.Stake;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

/**
 * An election: who campaigns, who runs tasks, and a lock of the same path, which is the same line
 * (ELECT-01). Somebody else looks on.
 */
final class ElectionPlay extends HoldPlay {

  static final Plan<ElectionPlay> PLAN = plan();

  private final Way campaigning = new Campaign();
  private final Way locking = AcquirableWay.exclusive(actor -> actor.client().lock(path()));
  private final Map<Actor, LeaderElection> elections = new HashMap<>();
  private final Map<Actor, Task> tasks = new ConcurrentHashMap<>();
  private volatile Optional<String> told = Optional.empty();

  private ElectionPlay(Scene scene, Witness witness) {
    super(scene, witness);
    var unused =
        scene
            .connect("onlooker")
            .client()
            .election(path())
            .onLeaderChange(Runnable::run, leader -> told = leader);
  }

  private static Plan<ElectionPlay> plan() {
    Plan<ElectionPlay> plan = new Plan<>("election", ElectionPlay::new);
    withWay(plan, 2, "leadership", play -> play.campaigning);
    withWay(plan, 1, "the lock", play -> play.locking);
    return withEnds(plan)
        .with(4, Move.writing("runs a task", ElectionPlay::run).when(HoldPlay::isIdle))
        .with(4, Move.writing("ends its task", ElectionPlay::endTask).when(ElectionPlay::leads))
        .with(2, Move.of("fails in its task", ElectionPlay::failTask).when(ElectionPlay::leads))
        .with(2, Move.of("cancels", ElectionPlay::cancel))
        .with(Move.asking("asks who leads", ElectionPlay::ask));
  }

  /** Elections of a client are told apart by {@code cancel} only: each actor has one. */
  private synchronized LeaderElection election(Actor actor) {
    return elections.computeIfAbsent(actor, a -> a.client().election(path()));
  }

  /** To try is to campaign for no time: TIME-02. */
  private final class Campaign implements Way {

    @Override
    public Leadership acquire(Actor actor) throws InterruptedException {
      return election(actor).campaign();
    }

    @Override
    public Optional<Leadership> tryNow(Actor actor) throws InterruptedException {
      return tryFor(actor, Duration.ZERO);
    }

    @Override
    public Optional<Leadership> tryFor(Actor actor, Duration timeout) throws InterruptedException {
      return election(actor).tryCampaign(timeout);
    }

    @Override
    public List<String> contenders(Actor actor) {
      return election(actor).contenders();
    }
  }

  // ---- tasks

  /** What an actor does as a leader: nothing, until it is told how that ends. */
  private static final class Task {
    final CompletableFuture<String> end = new CompletableFuture<>();
    volatile boolean leads;

    String lead() throws InterruptedException {
      leads = true;
      try {
        return end.get();
      } catch (ExecutionException failed) {
        throw new IllegalStateException("as it was told");
      } finally {
        leads = false;
      }
    }
  }

  private void run(Actor actor) {
    Task task = new Task();
    tasks.put(actor, task);
    wait(
        actor,
        () -> "has run: " + election(actor).run(leadership -> lead(actor, task, leadership)));
  }

  private String lead(Actor actor, Task task, Leadership leadership) throws InterruptedException {
    var unused = note(new Held(actor, Stake.EXCLUSIVE, leadership));
    return task.lead();
  }

  private boolean leads(Actor actor) {
    return tasks.containsKey(actor) && tasks.get(actor).leads;
  }

  private void endTask(Actor actor) {
    tasks.get(actor).end.complete("done");
  }

  private void failTask(Actor actor) {
    tasks.get(actor).end.completeExceptionally(new IllegalStateException());
  }

  /** Whoever leads in a task waits for its end, and for nobody. */
  @Override
  boolean waits(Actor actor) {
    return super.waits(actor) && !leads(actor);
  }

  @Override
  boolean isIdle(Actor actor) {
    return super.isIdle(actor) && !leads(actor);
  }

  /** What a task has is released by its end. */
  @Override
  boolean isReleasable(Held held, Actor actor) {
    return super.isReleasable(held, actor) && !leads(actor);
  }

  // ---- the rest

  private void cancel(Actor actor) {
    election(actor).cancel();
  }

  private void ask(Actor actor) {
    var unused = start(actor, () -> "leader is " + election(actor).leader());
  }

  @Override
  void show(Look look) {
    super.show(look);
    look.add(
        "tasks", tasks.keySet().stream().filter(this::leads).map(Actor::name).sorted().toList());
    look.add("told", told);
  }
}
