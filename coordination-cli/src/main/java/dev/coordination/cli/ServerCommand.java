package dev.coordination.cli;

import static dev.coordination.cli.Results.field;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code coord server}. */
@Command(
    name = "server",
    description = {
      "Runs a real ZooKeeper server in the foreground, for trying things out. It listens on the"
          + " loopback interface only, prints 'ready HOST:PORT' and runs until SIGINT or SIGTERM."
    })
final class ServerCommand implements Callable<Integer> {

  private static final int HIGHEST_PORT = 65_535;

  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "P",
      description = "Where to listen; 0 for any free port. Default: 2181")
  private int port = 2181;

  @Option(
      names = "--data-dir",
      paramLabel = "D",
      description = "Where to keep data. Default: nothing is kept")
  private @Nullable Path directory;

  @Override
  public Integer call() throws InterruptedException {
    if (port < 0 || port > HIGHEST_PORT) {
      throw new ParameterException(spec.commandLine(), "no such port: " + port);
    }
    EmbeddedServer server = EmbeddedServer.start(port, Optional.ofNullable(directory));
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "server shutdown"));
    Globals globals = Globals.of(spec);
    globals.results().print("ready " + server.address(), field("ready", server.address()));
    new CountDownLatch(1).await();
    return ExitCode.OK;
  }
}
