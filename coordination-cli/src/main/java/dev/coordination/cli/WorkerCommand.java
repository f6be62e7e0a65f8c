package dev.coordination.cli;

import dev.coordination.cli.Entry.Deed;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code coord worker}: one of the demo's processes. It does what it is told on stdin, a line at a
 * time, and dies with the demo, whose end is the end of stdin.
 */
@Command(name = "worker", hidden = true, description = "A process of the demo.")
final class WorkerCommand implements Callable<Integer> {

  static final String END = "end";

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "NAME")
  private String name = "";

  @Parameters(index = "1", paramLabel = "DIRECTORY", description = "Where the records are")
  private Path directory = Path.of("");

  private final BlockingQueue<String> orders = new LinkedBlockingQueue<>();

  /**
   * The command line of a worker.
   *
   * @param name what it is called
   * @param options where the server is, and how to connect
   * @param directory where the records are
   */
  static List<String> commandLine(String name, List<String> options, Path directory) {
    List<String> command = new ArrayList<>(OwnJava.command());
    command.add("worker");
    command.addAll(options);
    command.addAll(List.of("--identifier", name, name, directory.toString()));
    return command;
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    Signals.ignoreInterrupt(); // Ctrl-C is the demo's: it ends us.
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> die(failure));
    listen();
    Globals globals = Globals.of(spec);
    try (Connection connection = globals.openOwn(globals.uri());
        RecordFile record = new RecordFile(directory, name)) {
      Worker worker = new Worker(connection.client(), record, directory, orders);
      record.write(Deed.JOINED, ProcessHandle.current().pid());
      for (String order = orders.take(); !order.equals(END); order = orders.take()) {
        worker.obey(order);
        record.write(Deed.DONE, 0);
      }
    }
    return ExitCode.OK;
  }

  /** The demo notices a worker that ends; one that only has stopped working it would wait for. */
  private static void die(Throwable failure) {
    Failures.tell(Failures.line(failure));
    Runtime.getRuntime().halt(ExitCode.INTERNAL);
  }

  private void listen() {
    Thread listener = new Thread(this::readOrders, "orders");
    listener.setDaemon(true);
    listener.start();
  }

  private void readOrders() {
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    input.lines().forEach(orders::add);
    Runtime.getRuntime().halt(ExitCode.OK);
  }
}
