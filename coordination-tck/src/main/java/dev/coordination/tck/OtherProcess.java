package dev.coordination.tck;

import dev.coordination.CoordinationClient;
import dev.coordination.DistributedLock;
import dev.coordination.Hold;
import dev.coordination.spi.CoordinationProvider;
import dev.coordination.spi.CoordinationProvider.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A second JVM with a client of its own: {@link #main} is what it runs, an instance is the handle
 * on it. It ends with its standard input, and therefore with the test.
 */
final class OtherProcess implements AutoCloseable {

  private final Process process;
  private final BufferedReader output;

  private OtherProcess(Process process) {
    this.process = process;
    this.output = process.inputReader();
  }

  /** Starts a process that reaches the harness's store: {@code hold} or {@code count}. */
  static OtherProcess start(TckHarness harness, String... work) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
    command.add(OtherProcess.class.getName());
    command.add(harness.processConnectString());
    command.add(String.valueOf(harness.sessionTimeout().toMillis()));
    command.addAll(List.of(work));
    ProcessBuilder builder = new ProcessBuilder(command);
    return new OtherProcess(builder.redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** Waits for the process to say something. */
  String readLine() throws IOException {
    return Optional.ofNullable(output.readLine()).orElse("the process ended");
  }

  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }

  // ---- in the other process

  /** Arguments: the store's URI, the session timeout in ms, then the work and its arguments. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    URI uri = URI.create(arguments[0]);
    Duration timeout = Duration.ofMillis(Long.parseLong(arguments[1]));
    Settings settings = new Settings(Optional.of("other"), timeout, Duration.ofSeconds(15));
    try (CoordinationClient client = CoordinationProvider.forUri(uri).connect(uri, settings)) {
      DistributedLock lock = client.lock(arguments[3]);
      switch (arguments[2]) {
        case "hold" -> holdUntilTheEnd(lock);
        case "count" -> {
          say("ready");
          count(lock, Path.of(arguments[4]), Integer.parseInt(arguments[5]));
          say("done");
        }
        default -> throw new IllegalArgumentException(arguments[2]);
      }
    }
  }

  private static void holdUntilTheEnd(DistributedLock lock)
      throws IOException, InterruptedException {
    try (Hold hold = lock.acquire()) {
      say(String.valueOf(hold.fencingToken()));
      while (System.in.read() >= 0) {
        // nothing is ever sent; the end of the input is the end of the test
      }
    }
  }

  /** Counts in a file, which goes wrong as soon as two do it at once. */
  static void count(DistributedLock lock, Path number, int times) {
    try {
      for (int i = 0; i < times; i++) {
        try (Hold hold = lock.acquire()) {
          int next = Integer.parseInt(Files.readString(number)) + 1;
          if (hold.isHeld()) {
            Files.writeString(number, String.valueOf(next));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while counting", e);
    }
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
