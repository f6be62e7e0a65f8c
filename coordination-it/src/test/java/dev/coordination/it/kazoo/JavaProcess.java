package dev.coordination.it.kazoo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coordination.Codec;
import dev.coordination.CoordinationClient;
import dev.coordination.it.Backend;
import dev.coordination.it.Bounded;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * A client of ours in a JVM of its own, as {@link KazooClient} is one of kazoo's: {@link #main} is
 * the other end. It does one piece of work when it is told to begin, says what came of it, line by
 * line, and ends; it also ends with its standard input, and therefore with the test.
 */
final class JavaProcess implements AutoCloseable {

  private static final Duration SESSION = Duration.ofSeconds(30);

  private final Process process;
  private final BufferedReader output;

  private JavaProcess(Process process) {
    this.process = process;
    this.output = process.inputReader(UTF_8);
  }

  /** Starts a process for each backend, at the same time; connected when this returns. */
  static List<JavaProcess> onEachBackend(String servers, String... work) {
    var started = new ArrayList<JavaProcess>();
    try {
      for (var backend : Backend.values()) {
        started.add(start(backend, servers, work));
      }
      started.forEach(JavaProcess::awaitConnected);
      return started;
    } catch (RuntimeException | Error e) {
      started.forEach(JavaProcess::close);
      throw e;
    }
  }

  private static JavaProcess start(Backend backend, String servers, String... work) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                JavaProcess.class.getName(),
                servers,
                backend.name()));
    command.addAll(List.of(work));
    try {
      return new JavaProcess(new ProcessBuilder(command).redirectError(Redirect.INHERIT).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitConnected() {
    var connected = Bounded.get(Bounded.start(output::readLine));
    if (!"connected".equals(connected)) {
      throw new AssertionError("the Java process ended: " + connected);
    }
  }

  /** Lets it work; completes with what it said when it has ended well. */
  Future<List<String>> begin() {
    return Bounded.start(
        () -> {
          process.getOutputStream().write('\n');
          process.getOutputStream().flush();
          var said = output.lines().toList();
          if (process.waitFor() != 0) {
            throw new AssertionError("the Java process failed after it said " + said);
          }
          return said;
        });
  }

  @Override
  public void close() {
    process.destroyForcibly();
    Bounded.get(process.onExit());
  }

  // ---- in the other process

  /** Arguments: the servers, the backend, then the work: what, the path, and its arguments. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    var backend = Backend.valueOf(arguments[1]);
    var identifier = "java " + backend;
    var opened = backend.connect(arguments[0], SESSION, identifier);
    say("connected");
    if (System.in.read() < 0) {
      return;
    }
    endWith(System.in);
    try (CoordinationClient client = opened.client()) {
      var path = arguments[3];
      switch (arguments[2]) {
        case "turns" ->
            Turns.take(
                client.lock(path),
                identifier,
                Integer.parseInt(arguments[4]),
                Path.of(arguments[5]));
        case "count" -> count(client, path, Integer.parseInt(arguments[4]));
        case "queue" -> queue(client, path, items(identifier, arguments[4]));
        case "locking" -> lockingQueue(client, path, items(identifier, arguments[4]));
        default -> throw new IllegalArgumentException(arguments[2]);
      }
    }
    opened.closeRest().run();
  }

  /** Ends the process where it stands when nobody listens to it any more. */
  private static void endWith(InputStream input) {
    var unused =
        Bounded.start(
            () -> {
              while (input.read() >= 0) {
                // nothing is ever sent
              }
              Runtime.getRuntime().halt(1);
              return true;
            });
  }

  private static void count(CoordinationClient client, String path, int times) {
    var counter = client.counter(path);
    for (int i = 0; i < times; i++) {
      say(String.valueOf(counter.increment()));
    }
  }

  private static List<String> items(String identifier, String count) {
    return IntStream.range(0, Integer.parseInt(count)).mapToObj(i -> identifier + " " + i).toList();
  }

  /** Puts its items one by one while it takes as many of anybody's, and says what it took. */
  private static void queue(CoordinationClient client, String path, List<String> items)
      throws InterruptedException {
    var queue = client.queue(path, Codec.utf8());
    var put = Bounded.start(() -> items.stream().map(queue::put).toList());
    for (int i = 0; i < items.size(); i++) {
      say(queue.take());
    }
    Bounded.get(put);
  }

  private static void lockingQueue(CoordinationClient client, String path, List<String> items)
      throws InterruptedException {
    var queue = client.lockingQueue(path, Codec.utf8());
    var put = Bounded.start(() -> items.stream().map(queue::put).toList());
    for (int i = 0; i < items.size(); i++) {
      var item = queue.take();
      item.consume();
      say(item.value());
    }
    Bounded.get(put);
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
