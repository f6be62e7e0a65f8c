package dev.coordination.cli;

import dev.coordination.LeaderElection;
import dev.coordination.cli.Entry.Deed;
import java.util.ArrayList;
import java.util.List;

/** Workers that lead one after the other, the first of them until it dies. */
record ElectionPhase() implements Phase {

  private static final int SHOWN = 4;

  @Override
  public String heading() {
    return "An election: the leader is killed, and the next in line takes over";
  }

  @Override
  public Evidence run(Stage stage) throws InterruptedException {
    List<WorkerProcess> candidates = stage.workers().present();
    List<String> line = campaign(stage, candidates);
    Death death = stage.kill(candidates.get(0));
    resignInTurn(stage, candidates.subList(1, candidates.size()));
    return new ElectionEvidence(line, death, stage.session());
  }

  /** Lets the first lead and the others stand in line behind it; returns the line. */
  private static List<String> campaign(Stage stage, List<WorkerProcess> candidates)
      throws InterruptedException {
    Workers workers = stage.workers();
    workers.order(candidates.get(0), Worker.CAMPAIGN);
    var unused = workers.awaitOne(Deed.LEADING, candidates.subList(0, 1));
    candidates.stream().skip(1).forEach(worker -> workers.order(worker, Worker.CAMPAIGN));
    LeaderElection election = stage.client().election(Worker.ELECTION);
    workers.awaitSight("all in line", () -> election.contenders().size() >= candidates.size());
    List<String> line = election.contenders();
    stage.event("in line: " + Timeline.listed(line, ", ", SHOWN));
    return line;
  }

  private static void resignInTurn(Stage stage, List<WorkerProcess> candidates)
      throws InterruptedException {
    List<WorkerProcess> yetToLead = new ArrayList<>(candidates);
    while (!yetToLead.isEmpty()) {
      WorkerProcess leader = stage.workers().awaitOne(Deed.LEADING, yetToLead);
      yetToLead.remove(leader);
      leader.tell(Worker.STOP);
    }
    stage.workers().awaitIdle(candidates);
  }
}
