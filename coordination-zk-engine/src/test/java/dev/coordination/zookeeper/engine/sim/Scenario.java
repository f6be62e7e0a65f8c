package dev.coordination.zookeeper.engine.sim;

/**
 * Something that clients do together, and what must hold while they do it. Every schedule begins
 * with a fresh world.
 *
 * <p>The code of a client must be a function of what that client is given: replies, events, the
 * time, its user's actions. Randomness is injected and fixed, nothing is shared between clients,
 * and a client's actions are offered by that client's own code. On that stands the merging of
 * states.
 */
public interface Scenario {

  /** How the world is made. */
  default SimOptions options() {
    return SimOptions.defaults();
  }

  /** Begins: makes clients and lets them do their first steps, or offer them as actions. */
  Run begin(SimulatedZooKeeper world);

  /** One schedule of the scenario. */
  interface Run {

    /**
     * Fails if something is wrong in this very state; called in the beginning and after every step,
     * so that it may also keep a history. It may look at the leader's tree and sessions, the time,
     * and at what {@link #observed} tells, and at nothing else.
     */
    void check();

    /**
     * Returns everything that {@link #check}, {@link #isFinished} and {@link #checkEnd} know of the
     * clients and of the past, as a text: states with different texts are different states. Called
     * once after every step, behind {@link #check}. Neither should disturb the clients: a hold that
     * is asked for its state notices that its deadline has passed, so it is asked only if its
     * client {@link SimClient#isRunning runs}.
     */
    String observed();

    /** Returns whether, once nothing more happens at this instant, the schedule is complete. */
    boolean isFinished();

    /** Fails if a complete schedule has ended badly. */
    void checkEnd();
  }
}
