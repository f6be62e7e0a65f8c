package dev.coordination.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
   * @param options where the server is, and how to connect
   * @param directory where the records are
   * @param inbox gets all that it tells
   */
  static WorkerProcess start(
      String name, List<String> options, Path directory, BlockingQueue<Message> inbox) {
    List<String> command = new ArrayList<>(OwnJava.command());
    command.add("worker");
    command.addAll(options);
    command.addAll(List.of("--identifier", name, name, directory.toString()));
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

  /** Kills it with SIGKILL, and returns when that has happened. */
  void kill() {
    process.destroyForcibly();
    var unused = awaitEnd();
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
    Thread listener =
        new Thread(
            () -> {
              told.lines().forEach(line -> inbox.add(message(Optional.of(Entry.parse(line)))));
              inbox.add(message(Optional.empty()));
            },
            "listener of " + name);
    listener.setDaemon(true);
    listener.start();
  }

  private Message message(Optional<Entry> entry) {
    return new Message(this, entry);
  }
}
