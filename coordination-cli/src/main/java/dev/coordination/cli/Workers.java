package dev.coordination.cli;

import dev.coordination.cli.Entry.Deed;
import dev.coordination.cli.WorkerProcess.Message;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The worker processes of the demo, which end with it. */
final class Workers implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final BlockingQueue<Message> inbox = new LinkedBlockingQueue<>();
  private final List<WorkerProcess> all = new ArrayList<>();
  private final Set<WorkerProcess> gone = new HashSet<>();
  private final Consumer<Entry> told;

  /**
   * Prepares for workers.
   *
   * @param told sees all that they tell
   */
  Workers(Consumer<Entry> told) {
    this.told = told;
  }

  void start(int count, List<String> options, Path records) {
    for (int i = 1; i <= count; i++) {
      all.add(WorkerProcess.start("worker-" + i, options, records, inbox));
    }
  }

  List<WorkerProcess> present() {
    return all.stream().filter(worker -> !gone.contains(worker)).toList();
  }

  /** Gives all the same order and waits until they are done. */
  void doTogether(String order, Duration atMost) throws InterruptedException {
    List<WorkerProcess> present = present();
    present.forEach(worker -> worker.tell(order));
    await(Deed.DONE, present, atMost.plus(PATIENCE));
  }

  /** Waits until each of them has told a deed. */
  void await(Deed deed, Collection<WorkerProcess> each) throws InterruptedException {
    await(deed, each, PATIENCE);
  }

  /** Waits until one of them tells a deed, and returns who. */
  WorkerProcess awaitOne(Deed deed, Collection<WorkerProcess> any) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Message message = next(end, deed.toString());
      if (any.contains(message.from()) && isDeed(message, deed)) {
        return message.from();
      }
    }
  }

  /** Kills one with SIGKILL; returns when. */
  long kill(WorkerProcess worker) {
    gone.add(worker);
    long now = System.nanoTime();
    worker.kill();
    return now;
  }

  /** Lets all end by themselves. */
  void end() throws InterruptedException {
    List<WorkerProcess> ending = present();
    gone.addAll(ending);
    ending.forEach(worker -> worker.tell(WorkerCommand.END));
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Set<WorkerProcess> awaited = new HashSet<>(ending);
    while (!awaited.isEmpty()) {
      Message message = next(deadline, "the end");
      if (message.entry().isEmpty()) {
        awaited.remove(message.from());
      }
    }
    ending.forEach(WorkerProcess::checkEnd);
  }

  @Override
  public void close() {
    all.forEach(WorkerProcess::close);
  }

  private void await(Deed deed, Collection<WorkerProcess> each, Duration atMost)
      throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    Set<WorkerProcess> awaited = new HashSet<>(each);
    while (!awaited.isEmpty()) {
      Message message = next(end, deed.toString());
      if (isDeed(message, deed)) {
        awaited.remove(message.from());
      }
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
    message.entry().ifPresent(told);
    return message;
  }

  private static boolean isDeed(Message message, Deed deed) {
    return message.entry().filter(entry -> entry.deed() == deed).isPresent();
  }
}
