package dev.coordination.it.servers;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coordination.it.Bounded;
import dev.coordination.zookeeper.ZooKeeperCoordination;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.zookeeper.ZooKeeper;

/**
 * A ZooKeeper server in a process of its own, on free ports of the loopback interface, with its
 * data in a temporary directory. It can be killed and started again with its data.
 */
public final class ServerProcess implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(60);
  private static final Pattern WATCHES = Pattern.compile("Total watches:([0-9]+)");

  private final ServerSetup setup;
  private final Path directory;
  private final int port;
  private Process process;

  private ServerProcess(ServerSetup setup, Path directory, int port) {
    this.setup = setup;
    this.directory = directory;
    this.port = port;
    this.process = launch();
  }

  /** Starts a server that is alone, and returns when it serves. */
  public static ServerProcess start(ServerSetup setup) {
    ServerProcess server = launch(setup, newDirectory(), freePort());
    try {
      server.awaitServing();
    } catch (RuntimeException e) {
      server.close();
      throw new IllegalStateException(server.log(), e);
    }
    return server;
  }

  /** Starts a server, and does not wait for it. */
  static ServerProcess launch(ServerSetup setup, Path directory, int port) {
    return new ServerProcess(setup, directory, port);
  }

  /** Returns a port of the loopback interface that nobody uses just now. */
  public static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a directory for a server's data. */
  static Path newDirectory() {
    try {
      return Files.createTempDirectory("server-process");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitServing() {
    ZooKeeperCoordination.builder(connectString()).connectTimeout(START).connect().close();
  }

  private Process launch() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
    setup.properties().forEach((key, value) -> command.add("-D" + key + "=" + value));
    String classPath = setup.classPath() + File.pathSeparator + classesOfTests();
    command.addAll(List.of("-cp", classPath, ServerMain.class.getName(), writeConfig().toString()));
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(Redirect.appendTo(logFile().toFile()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String classesOfTests() {
    try {
      var source = ServerMain.class.getProtectionDomain().getCodeSource();
      return Path.of(source.getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private Path writeConfig() {
    List<String> lines = new ArrayList<>(List.of("dataDir=" + directory, "clientPort=" + port));
    setup.config().forEach((key, value) -> lines.add(key + "=" + value));
    return write(directory.resolve("zoo.cfg"), lines);
  }

  static Path write(Path file, List<String> lines) {
    try {
      return Files.write(file, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path logFile() {
    return directory.resolve("server.log");
  }

  /** Returns what the server has said about itself. */
  public String log() {
    try {
      return Files.exists(logFile()) ? Files.readString(logFile()) : "the server said nothing";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns its port for clients. */
  public int port() {
    return port;
  }

  /** Returns what a client needs to connect. */
  public String connectString() {
    return "127.0.0.1:" + port;
  }

  /** Connects a plain client. */
  public ZooKeeper connect() {
    try {
      return new ZooKeeper(connectString(), 30_000, event -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Asks one of ZooKeeper's four-letter questions.
   *
   * @param word the question
   * @return the answer, empty if there is none
   */
  public String ask(String word) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(word.getBytes(US_ASCII));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    } catch (IOException e) {
      return ""; // not there just now
    }
  }

  /** Returns how many watches the server keeps: one for each node and connection. */
  public int watches() {
    String answer = ask("wchs");
    var found = WATCHES.matcher(answer);
    if (!found.find()) {
      throw new IllegalStateException("no number of watches in " + answer);
    }
    return Integer.parseInt(found.group(1));
  }

  /** SIGKILL: nobody is told anything. */
  public void kill() {
    process.destroyForcibly();
    Bounded.get(process.onExit());
  }

  /** Starts the server again, on its port and with its data, and does not wait for it. */
  public void startAgain() {
    process = launch();
  }

  @Override
  public void close() {
    kill();
    try (var files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
