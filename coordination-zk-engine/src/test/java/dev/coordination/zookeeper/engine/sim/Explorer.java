package dev.coordination.zookeeper.engine.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Runs all schedules of a {@link Scenario} with up to some number of faults, each at any step, and
 * checks the scenario's invariants after every step of each.
 *
 * <p>A schedule is a list of choices among the steps that can happen next. The search goes depth
 * first and comes back to a state by running the choices that led to it in a fresh world. Two
 * things make it small without leaving anything out:
 *
 * <ul>
 *   <li><b>Equal states are merged.</b> The state is the servers', what is under way, and for each
 *       client a hash of all that it has been given so far and when, of which its code is a
 *       function; and what the scenario observes.
 *   <li><b>Of steps in different order with one effect, one order is run</b>, once no fault is
 *       left. A step that touches its own client only (a delivery, a timer, a user's action)
 *       commutes with every step of others, since clients meet only in the servers. So if all that
 *       a client can do now are such steps, and none of them changes what the scenario observes,
 *       nothing else needs to be tried before them. A client to which a late request belongs, or
 *       whose fault is about to be repaired, is left alone; and all are while a link is about to
 *       break in the midst of a step.
 * </ul>
 *
 * <p>A failing schedule is made simpler by leaving out steps, and reported as a {@link Trace} that
 * {@link #replay} runs again.
 */
public final class Explorer {

  private final Scenario scenario;
  private Bounds bounds =
      new Bounds(Fault.usual(), Set.of(), 1, Bounds.ANY_NUMBER, Duration.ofMinutes(2));
  private Duration limit = Duration.ofMinutes(10);
  private boolean reduce = true;

  private Explorer(Scenario scenario) {
    this.scenario = scenario;
  }

  /** Begins the description of an exploration: with up to one fault, of the usual kinds. */
  public static Explorer of(Scenario scenario) {
    return new Explorer(scenario);
  }

  /** Allows up to so many faults. */
  public Explorer faults(int most) {
    bounds = bounds.withFaults(most);
    return this;
  }

  /** Allows these faults only. */
  public Explorer kinds(Set<Fault> allowed) {
    bounds = bounds.withKinds(Collections.unmodifiableSet(new TreeSet<>(allowed)));
    return this;
  }

  /**
   * Lets faults befall these clients only. In a scenario whose clients do all the same, one of them
   * stands for all.
   */
  public Explorer victims(String... names) {
    bounds = bounds.withVictims(Set.of(names));
    return this;
  }

  /**
   * Runs only schedules in which at most so many times another client goes on while the one that
   * has done something last still could. Most bugs need few; equal orders are then not left out.
   */
  public Explorer preemptions(int most) {
    bounds = bounds.withPreemptions(most);
    return this;
  }

  /** Fails a schedule that is not finished after so much virtual time. */
  public Explorer horizon(Duration virtual) {
    bounds = bounds.withHorizon(virtual);
    return this;
  }

  /** Stops after so much real time; the report then says that it is not complete. */
  public Explorer limit(Duration real) {
    limit = real;
    return this;
  }

  /** Runs all orders, those with one effect too: to test that leaving them out changes nothing. */
  public Explorer withoutReduction() {
    reduce = false;
    return this;
  }

  // All schedules

  /**
   * Runs all schedules, those with fewer faults first.
   *
   * @throws AssertionError with the trace, for the first schedule that fails
   */
  public Report run() {
    long begin = System.nanoTime();
    var search = new Search(begin + limit.toNanos());
    for (int most = 0; most <= bounds.faults(); most++) {
      search.run(new Replay(scenario, bounds.withFaults(most)));
    }
    String bound = name() + bounds + (reduces() ? "" : ", all orders");
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    return new Report(
        bound,
        !search.stopped,
        search.seen.size(),
        search.schedules,
        search.ends,
        search.steps,
        took);
  }

  private String name() {
    return scenario.getClass().getSimpleName() + ": ";
  }

  private boolean reduces() {
    return reduce && !bounds.boundPreemptions();
  }

  /** The search itself: depth first, with the choices that lead to where it is. */
  private final class Search {
    final Map<Execution.Key, Integer> seen = new HashMap<>();
    final long until;
    private final List<Integer> path = new ArrayList<>();
    private Replay replay = new Replay(scenario, bounds);
    long schedules;
    long ends;
    long steps;
    boolean stopped;

    Search(long until) {
      this.until = until;
    }

    void run(Replay with) {
      replay = with;
      seen.clear();
      try {
        visit(replay.begin());
      } catch (RuntimeException | Error e) {
        throw failure(e);
      }
    }

    /** Runs everything that can follow. */
    private void visit(Execution execution) {
      Execution.Key key = execution.key();
      Integer left = seen.get(key);
      if (left != null && left >= execution.faultsLeft()) {
        schedules++;
        return;
      }
      seen.put(key, execution.faultsLeft());
      if (execution.isComplete()) {
        ends++;
      }
      stopped |= System.nanoTime() - until > 0;
      if (stopped || !replay.goesOn(execution)) {
        schedules++;
        return;
      }
      branch(execution, key);
    }

    private void branch(Execution execution, Execution.Key key) {
      List<Step> choices = execution.choices();
      boolean reducible = reduces() && execution.faultsLeft() == 0 && !execution.isTearing();
      List<Integer> first = reducible ? localChoices(choices) : List.of();
      String observed = execution.observed();
      Execution here = execution;
      boolean visible = first.isEmpty();
      for (int index : first) {
        visible |= !descend(here, index).equals(observed);
        here = null;
      }
      for (int index = 0; index < choices.size() && visible; index++) {
        if (!first.contains(index)) {
          String unused = descend(here == null ? back(key) : here, index);
          here = null;
        }
      }
    }

    /**
     * Takes a step and runs everything that can follow; returns what is observed after the step.
     */
    private String descend(Execution from, int index) {
      Execution execution = from == null ? back(null) : from;
      path.add(index);
      execution.retake(index);
      steps++;
      String observed = execution.observed();
      visit(execution);
      path.remove(path.size() - 1);
      return observed;
    }

    /** Returns a fresh execution of the choices so far. */
    private Execution back(Execution.Key expected) {
      Execution execution = replay.begin();
      path.forEach(execution::retake);
      if (expected != null && !execution.key().equals(expected)) {
        throw new IllegalStateException("The same steps have led to different states");
      }
      return execution;
    }

    private AssertionError failure(Throwable cause) {
      var indexes = List.copyOf(path).iterator();
      Optional<Replay.Failed> failed =
          replay.run(choices -> indexes.hasNext() ? choices.get(indexes.next()) : null);
      return failed.isPresent()
          ? report(replay.simplify(failed.get()), "")
          : new AssertionError(
              "Fails, but not again with the same steps: not deterministic", cause);
    }
  }

  /**
   * Returns the choices of the first client all of whose steps touch nobody else, if there is one.
   */
  private static List<Integer> localChoices(List<Step> choices) {
    var others = new ArrayList<String>();
    for (Step step : choices) {
      if (step.kind() == Step.Kind.LATE_REQUEST || step.kind() == Step.Kind.REPAIR) {
        others.add(step.client());
      }
    }
    for (Step step : choices) {
      if (step.isLocal() && !others.contains(step.client())) {
        return indexesOf(step.client(), choices);
      }
    }
    return List.of();
  }

  private static List<Integer> indexesOf(String client, List<Step> choices) {
    var indexes = new ArrayList<Integer>();
    for (int i = 0; i < choices.size(); i++) {
      if (choices.get(i).isLocal() && choices.get(i).client().equals(client)) {
        indexes.add(i);
      }
    }
    return indexes;
  }

  // Some schedules

  /**
   * Runs schedules with random choices: one for each seed from the given one on.
   *
   * @param oneIn a fault befalls somebody at one step in so many, while some are left
   * @throws AssertionError with seed and trace, for the first schedule that fails
   */
  public Report random(long seed, int schedules, int oneIn) {
    long begin = System.nanoTime();
    long[] steps = {0};
    var replay = new Replay(scenario, bounds);
    int done = 0;
    for (; done < schedules && System.nanoTime() - begin < limit.toNanos(); done++) {
      var random = new Random(seed + done);
      Optional<Replay.Failed> failed =
          replay.run(
              choices -> {
                steps[0]++;
                return choose(choices, random, oneIn);
              });
      if (failed.isPresent()) {
        throw report(replay.simplify(failed.get()), "Seed " + (seed + done) + ": ");
      }
    }
    String bound = String.format("%srandom from seed %d, %s", name(), seed, bounds);
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    return new Report(bound, done == schedules, 0, done, done, steps[0], took);
  }

  private static Step choose(List<Step> choices, Random random, int oneIn) {
    boolean fault = random.nextInt(oneIn) == 0;
    List<Step> allowed =
        choices.stream().filter(step -> (step.kind() == Step.Kind.FAULT) == fault).toList();
    List<Step> among = allowed.isEmpty() ? choices : allowed;
    return among.get(random.nextInt(among.size()));
  }

  /**
   * Runs the schedule of a report again, then on to its end, without further faults.
   *
   * @throws AssertionError if it still fails
   */
  public void replay(String trace) {
    var replay = new Replay(scenario, bounds.withFaults(Integer.MAX_VALUE));
    Optional<Replay.Failed> failed = replay.follow(Trace.parse(trace), true);
    if (failed.isPresent()) {
      throw report(failed.get(), "");
    }
  }

  private static AssertionError report(Replay.Failed failed, String prefix) {
    return new AssertionError(
        String.format(
            "%s%s%nafter %d steps with %d faults:%n%s",
            prefix,
            failed.cause().getMessage(),
            failed.trace().steps().size(),
            failed.trace().faults(),
            failed.trace()),
        failed.cause());
  }
}
