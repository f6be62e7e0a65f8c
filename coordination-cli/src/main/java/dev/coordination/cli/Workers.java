package dev.coordination.cli;

import dev.coordination.cli.Entry.Deed;
import dev.coordination.cli.WorkerProcess.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** The worker processes of the demo, which end with it. */
final class Workers implements AutoCloseable {

  private static final Duration LEAST_PATIENCE = Duration.ofSeconds(60);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

  private final BlockingQueue<Message> inbox = new LinkedBlockingQueue<>();
  private final List<WorkerProcess> all = new ArrayList<>();
  private final Set<WorkerProcess> gone = new HashSet<>();
  private final Set<WorkerProcess> busy = new HashSet<>();
  private final Function<String, List<String>> commandLine;
  private final Duration patience;
  private final Consumer<Entry> told;

  /**
   * Prepares for workers.
   *
   * @param commandLine how to start one that is called so
   * @param patience for how long they may have nothing to tell of what is awaited
   * @param told sees all that they tell
   */
  Workers(Function<String, List<String>> commandLine, Duration patience, Consumer<Entry> told) {
    this.commandLine = commandLine;
    this.patience = patience;
    this.told = told;
  }

  /** How patient to be with workers: what a death delays may take two session timeouts. */
  static Duration patience(Duration session) {
    return LEAST_PATIENCE.plus(session.multipliedBy(2));
  }

  /** Starts one more, which is busy until it has joined. */
  void startOne() {
    String name = "worker-" + (all.size() + 1);
    WorkerProcess worker = WorkerProcess.start(name, commandLine.apply(name), inbox);
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
    awaitIdle(present, atMost.plus(patience));
  }

  /** Ends what keeps them busy. */
  void stop(Collection<WorkerProcess> each) throws InterruptedException {
    each.forEach(worker -> worker.tell(Worker.STOP));
    awaitIdle(each);
  }

  /** Waits until none of them is busy. */
  void awaitIdle(Collection<WorkerProcess> each) throws InterruptedException {
    awaitIdle(each, patience);
  }

  /** Waits until one of them tells a deed, and returns who. */
  WorkerProcess awaitOne(Deed deed, Collection<WorkerProcess> any) throws InterruptedException {
    return awaitUntil(
            deed.toString(), message -> any.contains(message.from()) && isDeed(message, deed))
        .from();
  }

  /** Waits until one of them tells what is wanted, and returns that. */
  Message awaitUntil(String what, Predicate<Message> wanted) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    Message message = next(end, what);
    while (!wanted.test(message)) {
      message = next(end, what);
    }
    return message;
  }

  /** Waits until one can see what workers do not tell. */
  void awaitSight(String what, BooleanSupplier seen) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!seen.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw silence(what);
      }
      var unused = hear(LOOK_AGAIN.toNanos());
    }
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
    all.forEach(WorkerProcess::destroy);
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
    return hear(end - System.nanoTime()).orElseThrow(() -> silence(what));
  }

  /** Hears the next message, if there is one in time. */
  private Optional<Message> hear(long atMostNanos) throws InterruptedException {
    Optional<Message> message = Optional.ofNullable(inbox.poll(atMostNanos, TimeUnit.NANOSECONDS));
    if (message.isPresent()) {
      note(message.get());
    }
    return message;
  }

  private void note(Message message) throws InterruptedException {
    if (message.entry().isEmpty() && !gone.contains(message.from())) {
      throw message.from().unaskedEnd();
    }
    if (isDeed(message, Deed.JOINED) || isDeed(message, Deed.DONE)) {
      busy.remove(message.from());
    }
    message.entry().ifPresent(told);
  }

  private static CommandFailure silence(String what) {
    return new CommandFailure(ExitCode.INTERNAL, "no worker tells of " + what);
  }

  private static boolean isDeed(Message message, Deed deed) {
    return message.entry().filter(entry -> entry.deed() == deed).isPresent();
  }
}
