package dev.coordination.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** A worker of the demo: its process, its orders, and what it tells. */
final class WorkerProcess implements AutoCloseable {

  /**
   * What a worker told, or that it has ended.
   *
   * @param from the worker
   * @param entry what it did; empty: it has ended
   */
  record Message(WorkerProcess from, Optional<Entry> entry) {}

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final String name;
  private final Process process;
  private final Writer orders;

  private WorkerProcess(String name, Process process) {
    this.name = name;
    this.process = process;
    this.orders = process.outputWriter(StandardCharsets.UTF_8);
  }

  /**
   * Starts a worker.
   *
   * @param name what it is called
   * @param command its command line
   * @param inbox gets all that it tells
   */
  static WorkerProcess start(String name, List<String> command, BlockingQueue<Message> inbox) {
    try {
      Process process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
      WorkerProcess worker = new WorkerProcess(name, process);
      worker.listen(inbox);
      return worker;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String name() {
    return name;
  }

  void tell(String order) {
    try {
      orders.write(order + "\n");
      orders.flush();
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.INTERNAL, name + " does not take orders any more", e);
    }
  }

  /** Kills it with SIGKILL, and does not wait. */
  void destroy() {
    process.destroyForcibly();
  }

  /** Kills it with SIGKILL, and returns when that has happened. */
  void kill() {
    destroy();
    var unused = awaitEnd();
  }

  /** What to say when it has ended and should not have. */
  CommandFailure unaskedEnd() throws InterruptedException {
    boolean ended = process.waitFor(5, TimeUnit.SECONDS);
    String how = ended ? " ended unasked, exit code " + process.exitValue() : " has fallen silent";
    return new CommandFailure(ExitCode.INTERNAL, name + how);
  }

  /** Waits for the end of the process, whose output has ended, and checks that it went well. */
  void checkEnd() {
    if (awaitEnd().exitValue() != ExitCode.OK) {
      throw new CommandFailure(ExitCode.INTERNAL, name + " did not end well");
    }
  }

  /** Makes sure that it has ended. */
  @Override
  public void close() {
    kill();
  }

  private Process awaitEnd() {
    return process.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  private void listen(BlockingQueue<Message> inbox) {
    BufferedReader told = process.inputReader(StandardCharsets.UTF_8);
    Thread listener = new Thread(() -> listen(told, inbox), "listener of " + name);
    listener.setDaemon(true);
    listener.start();
  }

  private void listen(BufferedReader told, BlockingQueue<Message> inbox) {
    try {
      told.lines().forEach(line -> inbox.add(message(Optional.of(Entry.parse(line)))));
    } catch (UncheckedIOException e) {
      // Killed by us, which closes its output.
    } finally {
      inbox.add(message(Optional.empty()));
    }
  }

  private Message message(Optional<Entry> entry) {
    return new Message(this, entry);
  }
}
