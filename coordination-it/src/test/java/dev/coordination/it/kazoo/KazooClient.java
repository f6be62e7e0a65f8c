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
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A kazoo client in a Python process; see {@code agent.py}, which is the other end. */
final class KazooClient implements AutoCloseable {

  private static final String SEPARATOR = "\t";

  private final Process process;
  private final Writer input;
  private final Map<Integer, CompletableFuture<List<String>>> pending = new ConcurrentHashMap<>();
  private final AtomicInteger numbers = new AtomicInteger();
  private final CompletableFuture<List<String>> connected;

  private KazooClient(Process process) {
    this.process = process;
    this.input = process.outputWriter(UTF_8);
    connected = expect(numbers.getAndIncrement());
    var unused = Bounded.start(this::readAnswers);
  }

  /** Starts a process with a session of its own, or ends the test if there is no kazoo. */
  static KazooClient connect(String connectString, Duration sessionTimeout) {
    return all(1, connectString, sessionTimeout).get(0);
  }

  /** Starts processes, at the same time; where one fails, none is left. */
  static List<KazooClient> all(int count, String connectString, Duration sessionTimeout) {
    var python = Interpreter.orAbort();
    var started = new ArrayList<KazooClient>();
    try {
      for (int i = 0; i < count; i++) {
        started.add(new KazooClient(start(python, connectString, sessionTimeout)));
      }
      started.forEach(KazooClient::session);
      return started;
    } catch (RuntimeException | Error e) {
      started.forEach(KazooClient::close);
      throw e;
    }
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

  /** The id of its session, when it has one. */
  long session() {
    return Long.parseUnsignedLong(Bounded.get(connected).get(0), 16);
  }

  /** Returns the node when the lock is granted. */
  CompletableFuture<String> acquire(String path, String identifier) {
    return ask("acquire", path, identifier).thenApply(node -> node.get(0));
  }

  /** Ends its session, and returns when it has the next one; what it held it takes for held. */
  void loseSession() {
    Bounded.get(ask("lose_session"));
  }

  /** Acquires a lock that takes nodes with such names, a regular expression, for contenders. */
  CompletableFuture<String> acquireBehind(String path, String identifier, String pattern) {
    return ask("acquire_behind", path, identifier, pattern).thenApply(node -> node.get(0));
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

  /**
   * Returns when a call of it waits for a change at a path, or below it. kazoo never drops a watch:
   * one that an earlier call has left there would do, too.
   */
  void awaitWatch(String path) {
    Bounded.get(ask("await_watch", path));
  }

  /** The version of kazoo. */
  String version() {
    return Bounded.get(ask("version")).get(0);
  }

  /** Acquires kazoo's {@code ReadLock} or {@code WriteLock}; the node, when it is granted. */
  CompletableFuture<String> acquireAs(String kind, String path, String identifier) {
    return ask("acquire_as", kind, path, identifier).thenApply(node -> node.get(0));
  }

  boolean tryAcquireAs(String kind, String path, String identifier) {
    return !Bounded.get(ask("try_acquire_as", kind, path, identifier)).isEmpty();
  }

  List<String> contendersAs(String kind, String path) {
    return Bounded.get(ask("contenders_as", kind, path));
  }

  /** Acquires a permit of a semaphore with this limit; its node, when it is granted. */
  CompletableFuture<String> acquirePermit(String path, String identifier, int limit) {
    return ask("permit", path, identifier, String.valueOf(limit), "True")
        .thenApply(node -> node.get(0));
  }

  boolean tryPermit(String path, String identifier, int limit) {
    return !Bounded.get(ask("permit", path, identifier, String.valueOf(limit), "False")).isEmpty();
  }

  /** Makes the one semaphore object of a path that the next two use. */
  void makeSemaphore(String path, String identifier, int limit) {
    Bounded.get(ask("make_semaphore", path, identifier, String.valueOf(limit)));
  }

  /** Tries with an object that it has: of a semaphore by its path, of a lock by its node. */
  boolean tryAgain(String key) {
    return isTrue(ask("acquire_again", key));
  }

  void releaseAgain(String key) {
    Bounded.get(ask("release_again", key));
  }

  /** What the object itself says. */
  boolean isAcquired(String key) {
    return isTrue(ask("is_acquired", key));
  }

  List<String> leaseHolders(String path) {
    return Bounded.get(ask("lease_holders", path));
  }

  CompletableFuture<List<String>> takeTurns(
      String path, String identifier, int times, Path records) {
    return ask("take_turns", path, identifier, String.valueOf(times), records.toString());
  }

  /** Stands for election; its node, when it leads. It leads until it is to resign. */
  CompletableFuture<String> elect(String path, String identifier) {
    return ask("elect", path, identifier).thenApply(node -> node.get(0));
  }

  void resign(String path) {
    Bounded.get(ask("resign", path));
  }

  List<String> candidates(String path) {
    return Bounded.get(ask("candidates", path));
  }

  String value(String path) {
    return Bounded.get(ask("value", path)).get(0);
  }

  CompletableFuture<List<String>> add(String path, String amount, int times) {
    return ask("add", path, amount, String.valueOf(times));
  }

  /** Adds to a counter of floats; what it reads then. */
  String addFloat(String path, String amount) {
    return Bounded.get(ask("add_float", path, amount)).get(0);
  }

  /** Adds to a counter as Curator has them; what it reads then. */
  String addCurator(String path, String amount) {
    return Bounded.get(ask("add_curator", path, amount)).get(0);
  }

  void putIntoQueue(String path, String value, int priority) {
    Bounded.get(ask("queue_put", path, value, String.valueOf(priority)));
  }

  /** Takes the first item of a queue, if there is one. */
  Optional<String> pollQueue(String path) {
    return Bounded.get(ask("queue_get", path)).stream().findFirst();
  }

  /** The same with the one queue object of a path, which keeps what it has listed. */
  Optional<String> pollQueueAgain(String path) {
    return Bounded.get(ask("queue_get_again", path)).stream().findFirst();
  }

  /** Puts so many items, one by one: the name and a number. */
  CompletableFuture<List<String>> fillQueue(String path, String name, int count) {
    return ask("queue_fill", path, name, String.valueOf(count));
  }

  /** Completes when it has taken so many items. */
  CompletableFuture<List<String>> takeFromQueue(String path, int count) {
    return ask("queue_take", path, String.valueOf(count));
  }

  int sizeOfQueue(String path) {
    return Integer.parseInt(Bounded.get(ask("queue_size", path)).get(0));
  }

  void putIntoLockingQueue(String path, int priority, String... values) {
    var arguments = new ArrayList<>(List.of(path, String.valueOf(priority)));
    arguments.addAll(List.of(values));
    Bounded.get(ask("locking_put", arguments.toArray(String[]::new)));
  }

  /** Puts so many items, one by one: the name and a number. */
  CompletableFuture<List<String>> fillLockingQueue(String path, String name, int count) {
    return ask("locking_fill", path, name, String.valueOf(count));
  }

  /** Completes when it has consumed so many items. */
  CompletableFuture<List<String>> takeFromLockingQueue(String path, int count) {
    return ask("locking_take", path, String.valueOf(count));
  }

  /** Claims the first free item of a locking queue; empty after this time. */
  CompletableFuture<Optional<String>> claim(String path, Duration timeout) {
    return ask("locking_get", path, String.valueOf(timeout.toMillis() / 1000.0))
        .thenApply(value -> value.stream().findFirst());
  }

  boolean consumeClaimed(String path) {
    return isTrue(ask("locking_consume", path));
  }

  boolean releaseClaimed(String path) {
    return isTrue(ask("locking_release", path));
  }

  boolean holdsClaimed(String path) {
    return isTrue(ask("locking_holds", path));
  }

  void createBarrier(String path) {
    Bounded.get(ask("barrier_create", path));
  }

  boolean removeBarrier(String path) {
    return isTrue(ask("barrier_remove", path));
  }

  /** Waits at a barrier for so long; whether it is open then. */
  CompletableFuture<Boolean> waitAtBarrier(String path, Duration timeout) {
    return ask("barrier_wait", path, String.valueOf(timeout.toMillis() / 1000.0))
        .thenApply(answer -> answer.get(0).equals("True"));
  }

  /** Enters a double barrier, with one participant for each path; whether it believes so. */
  CompletableFuture<Boolean> enterDoubleBarrier(String path, int parties, String identifier) {
    return ask("double_barrier_enter", path, String.valueOf(parties), identifier)
        .thenApply(answer -> answer.get(0).equals("True"));
  }

  /** Leaves it; whether it believes to be outside. */
  CompletableFuture<Boolean> leaveDoubleBarrier(String path) {
    return ask("double_barrier_leave", path).thenApply(answer -> answer.get(0).equals("True"));
  }

  /** Joins kazoo's {@code Party} or {@code ShallowParty}, with one participant for each path. */
  void join(String kind, String path, String identifier) {
    Bounded.get(ask("party_join", kind, path, identifier));
  }

  boolean leave(String kind, String path) {
    return isTrue(ask("party_leave", kind, path));
  }

  List<String> members(String kind, String path) {
    return Bounded.get(ask("party_members", kind, path));
  }

  int size(String kind, String path) {
    return Integer.parseInt(Bounded.get(ask("party_size", kind, path)).get(0));
  }

  /** Divides items with others, by kazoo's {@code SetPartitioner}, and answers each release. */
  void joinPartition(
      String path, String identifier, Duration timeBoundary, Collection<String> items) {
    var arguments =
        new ArrayList<>(
            List.of(path, identifier, String.valueOf(timeBoundary.toMillis() / 1000.0)));
    arguments.addAll(items);
    Bounded.get(ask("partition_join", arguments.toArray(String[]::new)));
  }

  /** Completes when it has acquired exactly these items. */
  CompletableFuture<List<String>> hasPartition(String path, Collection<String> items) {
    var arguments = new ArrayList<>(List.of(path));
    arguments.addAll(items);
    return ask("partition_await", arguments.toArray(String[]::new));
  }

  /** Completes when it has failed, with what it still yields. */
  CompletableFuture<List<String>> failedPartition(String path) {
    return ask("partition_failed", path);
  }

  void finishPartition(String path) {
    Bounded.get(ask("partition_finish", path));
  }

  /** Asks for a lease; whether it was obtained, or extended. */
  boolean lease(String path, String identifier, Duration duration) {
    return isTrue(ask("lease", path, identifier, seconds(duration)));
  }

  /** Asks for a lease when its clock shows this time. */
  boolean leaseAt(String path, String identifier, Duration duration, LocalDateTime utc) {
    return isTrue(ask("lease_at", path, identifier, seconds(duration), utc.toString()));
  }

  /** Asks for one of so many leases; whether one was obtained, or extended. */
  boolean multiLease(String path, String identifier, int count, Duration duration) {
    return isTrue(ask("multi_lease", path, identifier, String.valueOf(count), seconds(duration)));
  }

  /** Asks for one of so many leases when its clock shows this time. */
  boolean multiLeaseAt(
      String path, String identifier, int count, Duration duration, LocalDateTime utc) {
    return isTrue(
        ask(
            "multi_lease_at",
            path,
            identifier,
            String.valueOf(count),
            seconds(duration),
            utc.toString()));
  }

  /** The operations whose cost it can measure, by the names that the table of costs has. */
  List<String> costedOperations() {
    return Bounded.get(ask("costed_operations"));
  }

  /** Does an operation once; how long that took, in nanoseconds. */
  CompletableFuture<Long> cost(String operation) {
    return ask("cost", operation).thenApply(answer -> Long.parseLong(answer.get(0)));
  }

  private static String seconds(Duration duration) {
    return String.valueOf(duration.toMillis() / 1000.0);
  }

  private static boolean isTrue(CompletableFuture<List<String>> answer) {
    return Bounded.get(answer).equals(List.of("True"));
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
