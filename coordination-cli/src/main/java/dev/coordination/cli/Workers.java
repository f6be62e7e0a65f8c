package dev.coordination.cli;

import dev.coordination.cli.Entry.Deed;
import dev.coordination.cli.WorkerProcess.Message;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The worker processes of the demo, which end with it. */
final class Workers implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final BlockingQueue<Message> inbox = new LinkedBlockingQueue<>();
  private final List<WorkerProcess> all = new ArrayList<>();
  private final Set<WorkerProcess> gone = new HashSet<>();
  private final Set<WorkerProcess> busy = new HashSet<>();
  private final List<String> options;
  private final Path records;
  private final Consumer<Entry> told;

  /**
   * Prepares for workers.
   *
   * @param options where the server is, and how to connect
   * @param records where they write what they do
   * @param told sees all that they tell
   */
  Workers(List<String> options, Path records, Consumer<Entry> told) {
    this.options = options;
    this.records = records;
    this.told = told;
  }

  /** Starts one more, which is busy until it has joined. */
  void startOne() {
    WorkerProcess worker =
        WorkerProcess.start("worker-" + (all.size() + 1), options, records, inbox);
    all.add(worker);
    busy.add(worker);
  }

  List<WorkerProcess> present() {
    return all.stream().filter(worker -> !gone.contains(worker)).toList();
  }

  /** Gives one an order, which keeps it busy until it is done. */
  void order(WorkerProcess worker, String order) {
    busy.add(worker);
    worker.tell(order);
  }

  /** Gives all the same order and waits until they are done. */
  void doTogether(String order, Duration atMost) throws InterruptedException {
    List<WorkerProcess> present = present();
    present.forEach(worker -> order(worker, order));
    awaitIdle(present, atMost.plus(PATIENCE));
  }

  /** Ends what keeps them busy. */
  void stop(Collection<WorkerProcess> each) throws InterruptedException {
    each.forEach(worker -> worker.tell(Worker.STOP));
    awaitIdle(each);
  }

  /** Waits until none of them is busy. */
  void awaitIdle(Collection<WorkerProcess> each) throws InterruptedException {
    awaitIdle(each, PATIENCE);
  }

  /** Waits until one of them tells a deed, and returns who. */
  WorkerProcess awaitOne(Deed deed, Collection<WorkerProcess> any) throws InterruptedException {
    return awaitUntil(
            deed.toString(), message -> any.contains(message.from()) && isDeed(message, deed))
        .from();
  }

  /** Waits until one of them tells what is wanted, and returns that. */
  Message awaitUntil(String what, Predicate<Message> wanted) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    Message message = next(end, what);
    while (!wanted.test(message)) {
      message = next(end, what);
    }
    return message;
  }

  /** Kills one with SIGKILL. */
  Death kill(WorkerProcess worker) {
    gone.add(worker);
    long killedAt = System.nanoTime();
    worker.kill();
    return new Death(worker.name(), killedAt, System.nanoTime());
  }

  /** Lets all end by themselves. */
  void end() throws InterruptedException {
    List<WorkerProcess> ending = present();
    gone.addAll(ending);
    ending.forEach(worker -> worker.tell(WorkerCommand.END));
    Set<WorkerProcess> awaited = new HashSet<>(ending);
    var unused =
        awaitUntil(
            "the end",
            message -> {
              if (message.entry().isEmpty()) {
                awaited.remove(message.from());
              }
              return awaited.isEmpty();
            });
    ending.forEach(WorkerProcess::checkEnd);
  }

  @Override
  public void close() {
    all.forEach(WorkerProcess::close);
  }

  private void awaitIdle(Collection<WorkerProcess> each, Duration atMost)
      throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    while (!Collections.disjoint(busy, each)) {
      var unused = next(end, Deed.DONE.toString());
    }
  }

  private Message next(long end, String what) throws InterruptedException {
    Message message = inbox.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    if (message == null) {
      throw new CommandFailure(ExitCode.INTERNAL, "no worker tells of %s".formatted(what));
    }
    if (message.entry().isEmpty() && !gone.contains(message.from())) {
      throw new CommandFailure(ExitCode.INTERNAL, message.from().name() + " ended unasked");
    }
    if (isDeed(message, Deed.JOINED) || isDeed(message, Deed.DONE)) {
      busy.remove(message.from());
    }
    message.entry().ifPresent(told);
    return message;
  }

  private static boolean isDeed(Message message, Deed deed) {
    return message.entry().filter(entry -> entry.deed() == deed).isPresent();
  }
}
