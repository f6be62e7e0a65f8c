package dev.coordination.cli;

import dev.coordination.Codec;
import dev.coordination.LockingQueue;
import dev.coordination.cli.Entry.Deed;
import dev.coordination.cli.WorkerProcess.Message;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Workers that do the jobs of a queue, one of them until it dies with a job in its hands. */
final class JobsPhase implements Phase {

  private static final int JOBS_EACH = 5;

  private final Set<String> done = new HashSet<>();

  @Override
  public String heading() {
    return "A locking queue: a worker is killed at its job, which another is given again";
  }

  @Override
  public Evidence run(Stage stage) throws InterruptedException {
    List<WorkerProcess> workers = stage.workers().present();
    LockingQueue<String> queue = stage.client().lockingQueue(Worker.JOBS, Codec.utf8());
    List<String> jobs = put(queue, workers.size() * JOBS_EACH);
    stage.event("puts %d jobs".formatted(jobs.size()));
    Death death = dieAtWork(stage, workers);
    stage.workers().awaitUntil("all jobs done", message -> note(message) && done.containsAll(jobs));
    stage.workers().stop(workers.subList(1, workers.size()));
    return new JobsEvidence(jobs, queue.size(), death, stage.session());
  }

  private static List<String> put(LockingQueue<String> queue, int count) {
    List<String> jobs = IntStream.rangeClosed(1, count).mapToObj(i -> "job-" + i).toList();
    var unused = queue.putAll(jobs);
    return jobs;
  }

  /** Kills the first at a job that would never end; the others have begun by then. */
  private Death dieAtWork(Stage stage, List<WorkerProcess> present) throws InterruptedException {
    Workers workers = stage.workers();
    WorkerProcess victim = present.get(0);
    workers.order(victim, Worker.DO_ONE_FOR_EVER);
    var unused = workers.awaitOne(Deed.CLAIMED, List.of(victim));
    present.stream().skip(1).forEach(worker -> workers.order(worker, Worker.DO_JOBS));
    workers.awaitUntil("a job done", this::note);
    return stage.kill(victim);
  }

  /** Notes what is done, and tells whether anything was. */
  private boolean note(Message message) {
    return message
        .entry()
        .filter(entry -> entry.deed() == Deed.CONSUMED)
        .map(entry -> done.add(entry.item()))
        .isPresent();
  }
}
