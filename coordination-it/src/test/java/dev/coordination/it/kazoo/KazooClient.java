package dev.coordination.it.kazoo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coordination.it.Bounded;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** A kazoo client in a Python process; see {@code agent.py}, which is the other end. */
final class KazooClient implements AutoCloseable {

  private static final String SEPARATOR = "\t";

  private final Process process;
  private final Writer input;
  private final Map<Integer, CompletableFuture<List<String>>> pending = new ConcurrentHashMap<>();
  private final AtomicInteger numbers = new AtomicInteger();
  private final long session;

  private KazooClient(Process process) {
    this.process = process;
    this.input = process.outputWriter(UTF_8);
    var connected = expect(numbers.getAndIncrement());
    var unused = Bounded.start(this::readAnswers);
    session = Long.parseUnsignedLong(Bounded.get(connected).get(0), 16);
  }

  /** Starts a process with a session of its own, or ends the test if there is no kazoo. */
  static KazooClient connect(String connectString, Duration sessionTimeout) {
    return all(1, connectString, sessionTimeout).get(0);
  }

  /** Starts processes, at the same time. */
  static List<KazooClient> all(int count, String connectString, Duration sessionTimeout) {
    var python = Interpreter.orAbort();
    var processes =
        IntStream.range(0, count)
            .mapToObj(i -> start(python, connectString, sessionTimeout))
            .toList();
    return processes.stream().map(KazooClient::new).toList();
  }

  private static Process start(Interpreter python, String connectString, Duration sessionTimeout) {
    var seconds = String.valueOf(sessionTimeout.toMillis() / 1000.0);
    var builder = new ProcessBuilder(python.command(), script(), connectString, seconds);
    builder.environment().put("PYTHONUTF8", "1");
    try {
      return builder.redirectError(Redirect.INHERIT).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String script() {
    try {
      var script = KazooClient.class.getResource("/kazoo/agent.py");
      return Path.of(script.toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  // ---- what it can do

  long session() {
    return session;
  }

  /** Returns the node when the lock is granted. */
  CompletableFuture<String> acquire(String path, String identifier) {
    return ask("acquire", path, identifier).thenApply(node -> node.get(0));
  }

  /** Returns whether it was granted. */
  boolean tryAcquire(String path, String identifier) {
    return !Bounded.get(ask("try_acquire", path, identifier)).isEmpty();
  }

  void release(String node) {
    Bounded.get(ask("release", node));
  }

  List<String> contenders(String path) {
    return Bounded.get(ask("contenders", path));
  }

  CompletableFuture<List<String>> takeTurns(
      String path, String identifier, int times, Path records) {
    return ask("take_turns", path, identifier, String.valueOf(times), records.toString());
  }

  String value(String path) {
    return Bounded.get(ask("value", path)).get(0);
  }

  CompletableFuture<List<String>> add(String path, String amount, int times) {
    return ask("add", path, amount, String.valueOf(times));
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

  // ---- lines

  private CompletableFuture<List<String>> ask(String command, String... arguments) {
    int number = numbers.getAndIncrement();
    var answer = expect(number);
    var fields = new ArrayList<>(List.of(String.valueOf(number), command));
    fields.addAll(List.of(arguments));
    write(String.join(SEPARATOR, fields) + "\n");
    return answer;
  }

  private CompletableFuture<List<String>> expect(int number) {
    var answer = new CompletableFuture<List<String>>();
    pending.put(number, answer);
    return answer;
  }

  private synchronized void write(String line) {
    try {
      input.write(line);
      input.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean readAnswers() throws IOException {
    try (var output = process.inputReader(UTF_8)) {
      for (var line = output.readLine(); line != null; line = output.readLine()) {
        settle(List.of(line.split(SEPARATOR, -1)));
      }
    }
    var ended = new IllegalStateException("the Python process has ended");
    pending.values().forEach(answer -> answer.completeExceptionally(ended));
    return true;
  }

  private void settle(List<String> fields) {
    var answer = pending.remove(Integer.parseInt(fields.get(0)));
    var rest = fields.subList(2, fields.size());
    if (fields.get(1).equals("ok")) {
      answer.complete(rest);
    } else {
      answer.completeExceptionally(new IllegalStateException("kazoo failed: " + rest));
    }
  }
}
