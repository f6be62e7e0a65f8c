package dev.coordination.it.kazoo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coordination.Codec;
import dev.coordination.CoordinationClient;
import dev.coordination.Hold;
import dev.coordination.LockingQueue;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * A client of ours in a JVM of its own, as {@link KazooClient} is one of kazoo's: {@link #main} is
 * the other end. It does one piece of work when it is told to begin, says what came of it, line by
 * line, and ends, or keeps what it has got; it also ends with its standard input, and therefore
 * with the test.
 */
final class JavaProcess implements AutoCloseable {

  /** What is appended to a counter's path: the barrier that keeps it from its second half. */
  static final String HALF = "-half";

  private final Process process;
  private final BufferedReader output;

  private JavaProcess(Process process) {
    this.process = process;
    this.output = process.inputReader(UTF_8);
  }

  /** Starts a process for each backend, at the same time; connected when this returns. */
  static List<JavaProcess> onEachBackend(String servers, Duration session, String... work) {
    var started = new ArrayList<JavaProcess>();
    try {
      for (var backend : Backend.values()) {
        started.add(start(backend, servers, session, work));
      }
      started.forEach(JavaProcess::awaitConnected);
      return started;
    } catch (RuntimeException | Error e) {
      started.forEach(JavaProcess::close);
      throw e;
    }
  }

  /** Starts a process; connected when this returns. */
  static JavaProcess connect(Backend backend, String servers, Duration session, String... work) {
    var started = start(backend, servers, session, work);
    try {
      started.awaitConnected();
      return started;
    } catch (RuntimeException | Error e) {
      started.close();
      throw e;
    }
  }

  private static JavaProcess start(
      Backend backend, String servers, Duration session, String... work) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                JavaProcess.class.getName(),
                servers,
                session.toString(),
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
          tellToBegin();
          var said = output.lines().toList();
          if (process.waitFor() != 0) {
            throw new AssertionError("the Java process failed after it said " + said);
          }
          return said;
        });
  }

  /** Lets it work; completes with the first so many lines that it says, fewer if it ends. */
  Future<List<String>> begin(int lines) {
    return Bounded.start(
        () -> {
          tellToBegin();
          return output.lines().limit(lines).toList();
        });
  }

  private void tellToBegin() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  /** SIGKILL: the server is told nothing. */
  void kill() {
    process.destroyForcibly();
    Bounded.get(process.onExit());
  }

  @Override
  public void close() {
    kill();
  }

  // ---- in the other process

  /**
   * Arguments: the servers, the session timeout, the backend, then the work: what, the path, and
   * its arguments, the first of which is a number.
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    var backend = Backend.valueOf(arguments[2]);
    var identifier = "java " + backend;
    var opened = backend.connect(arguments[0], Duration.parse(arguments[1]), identifier);
    say("connected");
    if (System.in.read() < 0) {
      return;
    }
    endWith(System.in);
    try (CoordinationClient client = opened.client()) {
      work(client, identifier, List.of(arguments).subList(3, arguments.length));
    }
    opened.closeRest().run();
  }

  private static void work(CoordinationClient client, String identifier, List<String> arguments)
      throws IOException, InterruptedException {
    var path = arguments.get(1);
    int number = Integer.parseInt(arguments.get(2));
    switch (arguments.get(0)) {
      case "turns" -> Turns.take(client.lock(path), identifier, number, Path.of(arguments.get(3)));
      case "turns and lock" -> {
        Turns.take(client.lock(path), identifier, number, Path.of(arguments.get(3)));
        keep(client.lock(path).acquire());
      }
      case "permit" -> keep(client.semaphore(path, number).acquire());
      case "count" -> count(client, path, number);
      case "queue" -> queue(client, path, items(identifier, number));
      case "locking" -> lockingQueue(client, path, items(identifier, number));
      case "consume and claim" -> {
        var queue = client.lockingQueue(path, Codec.utf8());
        consume(queue, number);
        say(queue.take().value());
        waitToBeKilled();
      }
      default -> throw new IllegalArgumentException(arguments.get(0));
    }
  }

  private static void keep(Hold hold) throws InterruptedException {
    say(String.valueOf(hold.fencingToken()));
    waitToBeKilled();
  }

  private static void waitToBeKilled() throws InterruptedException {
    new CountDownLatch(1).await();
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

  /** Counts half of it, waits until the barrier beside the counter is open, and goes on. */
  private static void count(CoordinationClient client, String path, int times)
      throws InterruptedException {
    var counter = client.counter(path);
    for (int i = 0; i < times; i++) {
      if (i == times / 2) {
        client.barrier(path + HALF).await();
      }
      say(String.valueOf(counter.increment()));
    }
  }

  private static List<String> items(String identifier, int count) {
    return IntStream.range(0, count).mapToObj(i -> identifier + " " + i).toList();
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
    consume(queue, items.size());
    Bounded.get(put);
  }

  private static void consume(LockingQueue<String> queue, int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      var item = queue.take();
      item.consume();
      say(item.value());
    }
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
