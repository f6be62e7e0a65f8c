package dev.coordination.cli;

import dev.coordination.cli.Entry.Deed;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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

  @Override
  public Integer call() throws InterruptedException, IOException {
    Signals.ignoreInterrupt(); // Ctrl-C is the demo's: it ends us.
    listen();
    try (Connection connection = Globals.of(spec).open();
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
