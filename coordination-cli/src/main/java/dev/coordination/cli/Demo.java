package dev.coordination.cli;

import dev.coordination.CoordinationClient;
import dev.coordination.LeaderElection;
import dev.coordination.cli.Entry.Deed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The course of the demo: tells the workers what to do, one thing after the other, and looks on as
 * a client of its own. What it claims in the end is judged from the workers' records, not from
 * here.
 */
final class Demo {

  /** How often each worker counts. */
  static final int INCREMENTS = 100;

  private static final long LOOK_AGAIN_MILLIS = 10;

  private final Workers workers;
  private final CoordinationClient client;
  private final Timeline timeline;

  Demo(Workers workers, CoordinationClient client, Timeline timeline) {
    this.workers = workers;
    this.client = client;
    this.timeline = timeline;
  }

  /** What only the demo knows, and the records do not tell. */
  record Facts(long counter, long killedAt, List<String> candidates) {}

  Facts run(Duration turns) throws InterruptedException {
    workers.await(Deed.JOINED, workers.present());
    timeline.heading(
        "A lock: one at a time, in the order of arrival, each turn with a larger token");
    workers.doTogether(Worker.TURNS + " " + turns.toMillis(), turns);
    timeline.heading("A counter: all add to it at once, and nothing is lost");
    workers.doTogether(Worker.COUNT + " " + INCREMENTS, Duration.ZERO);
    long counter = client.counter(Worker.COUNTER).get();
    timeline.event("demo", "the counter is at " + counter);
    timeline.heading("An election: the leader is killed, and the next in line takes over");
    List<String> candidates = campaign();
    long killedAt = killLeader();
    resignInTurn();
    workers.end();
    return new Facts(counter, killedAt, candidates);
  }

  /** Lets the first lead and the others stand in line behind it; returns the line. */
  private List<String> campaign() throws InterruptedException {
    LeaderElection election = client.election(Worker.ELECTION);
    List<WorkerProcess> present = workers.present();
    present.get(0).tell(Worker.CAMPAIGN);
    workers.await(Deed.LEADING, present.subList(0, 1));
    present.subList(1, present.size()).forEach(worker -> worker.tell(Worker.CAMPAIGN));
    List<String> line = election.contenders();
    while (line.size() < present.size()) {
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
      line = election.contenders();
    }
    timeline.event("demo", "in line: " + String.join(", ", line));
    return line;
  }

  private long killLeader() throws InterruptedException {
    WorkerProcess leader = workers.present().get(0);
    long killedAt = workers.kill(leader);
    timeline.event(killedAt, leader.name(), "is killed (SIGKILL)");
    return killedAt;
  }

  private void resignInTurn() throws InterruptedException {
    List<WorkerProcess> yetToLead = new ArrayList<>(workers.present());
    while (!yetToLead.isEmpty()) {
      WorkerProcess leader = workers.awaitOne(Deed.LEADING, yetToLead);
      yetToLead.remove(leader);
      leader.tell(Worker.RESIGN);
    }
  }
}
