package dev.coordination.cli;

import dev.coordination.CoordinationClient;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What the phases of the demo act with.
 *
 * @param workers who is told what to do
 * @param client the demo's own, for looking on
 * @param timeline where it is told
 * @param records where the workers' records are
 * @param session the session timeout of the workers
 */
record Stage(
    Workers workers, CoordinationClient client, Timeline timeline, Path records, Duration session) {

  void event(String what) {
    timeline.event("demo", what);
  }

  /** Kills a worker with SIGKILL, and lets a new one come in its place. */
  Death kill(WorkerProcess worker) {
    Death death = workers.kill(worker);
    timeline.event(
        death.killedAt(),
        death.worker(),
        "is killed (SIGKILL); its session ends after " + Durations.format(session));
    workers.startOne();
    return death;
  }
}
