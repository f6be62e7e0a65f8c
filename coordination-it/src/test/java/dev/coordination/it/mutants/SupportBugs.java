package dev.coordination.it.mutants;

import static dev.coordination.it.mutants.PlantedBug.Backend.ENGINE;
import static dev.coordination.it.mutants.PlantedBug.Backend.MEMORY;

import dev.coordination.it.mutants.PlantedBug.Backend;
import java.util.List;
import java.util.stream.Stream;

/** Bugs of what all backends share, run on the backend that leaves them no other defence. */
final class SupportBugs {

  private SupportBugs() {}

  static List<PlantedBug> all() {
    return Stream.of(WAITS, HOLDS, TERMS, CLIENTS).flatMap(List::stream).toList();
  }

  private static final List<PlantedBug> WAITS =
      List.of(
          bug(
              "an interrupted waiter leaves its contender",
              "WAIT-03",
              "CURATOR-205, kazoo#412",
              MEMORY,
              in("Acquisition", "withdraw(); throw e;", "throw e;")),
          bug(
              "an interrupt on entry is overlooked",
              "WAIT-01",
              "seen by those who wait only",
              MEMORY,
              in("Await", "if (Thread.interrupted()) { throw new InterruptedException(); }", "")),
          bug(
              "a cancelled future goes on waiting",
              "WAIT-05",
              "the contender is nobody's",
              MEMORY,
              in(
                  "Acquisition",
                  "var unused2 = user.whenComplete((hold, failure) -> withdrawUnsettled());",
                  "")),
          bug(
              "for ever is too long",
              "TIME-03",
              "nanoseconds overflow",
              MEMORY,
              in("Deadline", "if (timeout.compareTo(LONGEST) >= 0) { return NEVER; }", ""),
              in(
                  "Deadline",
                  "return duration.isNegative() ? 0 : duration.toNanos();",
                  "return duration.getSeconds() * 1_000_000_000L + duration.getNano();")),
          bug(
              "no time is no try",
              "TIME-02",
              "the timeout strikes before the store has answered",
              ENGINE,
              in(
                  "AbstractAcquirable",
                  "if (timeout.isZero() || timeout.isNegative()) {",
                  "if (false) {")));

  private static final List<PlantedBug> HOLDS =
      List.of(
          bug(
              "a lost hold comes back with the link",
              "HOLD-03",
              "LOST evaluated and not kept",
              ENGINE,
              in("AbstractHold", "return finish(HoldState.LOST);", "return HoldState.LOST;")),
          bug(
              "a late release forgets that all was lost",
              "HOLD-12",
              "LOST becomes RELEASED",
              MEMORY,
              in(
                  "AbstractHold",
                  "if (!state().isFinal()) { var unused = finish(HoldState.RELEASED); }",
                  "var unused = finish(HoldState.RELEASED);"),
              in("AbstractHold", "end.compareAndExchange(null, how)", "end.getAndSet(how)")),
          bug(
              "the end is told again",
              "HOLD-17",
              "at-risk and terminal events repeated",
              MEMORY,
              in(
                  "Listeners",
                  "if (!isFinal.test(current) && !next.equals(current)) {",
                  "if (isFinal.test(current) || !next.equals(current)) {")));

  private static final List<PlantedBug> TERMS =
      List.of(
          bug(
              "cancel is sticky",
              "ELECT-10",
              "kazoo's Election: cancelled once, cancelled for ever",
              MEMORY,
              in(
                  "AbstractLeaderElection",
                  "pending = ConcurrentHashMap.newKeySet();",
                  "pending = ConcurrentHashMap.newKeySet(); private volatile boolean cancelled;"),
              in(
                  "AbstractLeaderElection",
                  "public final void cancel() {",
                  "public final void cancel() { cancelled = true;"),
              in(
                  "AbstractLeaderElection",
                  "pending.add(candidacy);",
                  """
                  pending.add(candidacy);
                  if (cancelled) {
                    candidacy.fail(new CancellationException("cancelled before"));
                  }
                  """)),
          bug(
              "cancel withdraws one of many",
              "ELECT-09",
              "the last candidacy only is remembered",
              MEMORY,
              in(
                  "AbstractLeaderElection",
                  "pending.forEach(candidacy ->",
                  "pending.stream().findFirst().ifPresent(candidacy ->")),
          bug(
              "a deposed leader is not told",
              "ELECT-05",
              "no interrupt",
              MEMORY,
              in("Term", "thread.interrupt();", "")),
          bug(
              "the interrupt escapes",
              "ELECT-06",
              "the caller's next wait is hit",
              MEMORY,
              in("Term", "if (interrupted) { var unused = Thread.interrupted(); }", "")),
          bug(
              "an error leaves the leadership behind",
              "ELECT-04",
              "only exceptions are caught",
              MEMORY,
              in("Term", "catch (Throwable failure) {", "catch (RuntimeException failure) {")),
          bug(
              "to resign is to be deposed",
              "ELECT-08",
              "any end interrupts the task",
              MEMORY,
              in("Term", "if (serving && end == HoldState.LOST) {", "if (serving) {")));

  private static final List<PlantedBug> CLIENTS =
      List.of(
          bug(
              "close leaves its waits waiting",
              "CLIENT-05",
              "nobody wakes them",
              ENGINE,
              in(
                  "Acquisition",
                  "if (fail(Scope.closedException())) {",
                  "if (!outcome.isDone()) {")),
          bug(
              "close keeps what a client holds",
              "CLIENT-04",
              "holds that outlive their client",
              MEMORY,
              in(
                  "Acquisition",
                  ".thenCompose(granted -> end(granted.orElseThrow()))",
                  ".thenCompose(granted -> CompletableFuture.<@Nullable Void>completedFuture(null))")),
          bug(
              "a view closes the client",
              "CLIENT-03",
              "one component shuts down all",
              MEMORY,
              in("ScopedClient", "if (root) {", "if (true) {")),
          bug(
              "a closed client makes recipes",
              "CLIENT-08",
              "no check in the factories",
              MEMORY,
              in(
                  "ScopedClient",
                  "String storePath = Paths.join(namespace, path); scope.ensureOpen();",
                  "String storePath = Paths.join(namespace, path);")),
          bug(
              "listeners run on the store's thread",
              "CLIENT-10",
              "CURATOR-495: whoever publishes calls them",
              MEMORY,
              in("SerialExecutor", "delegate.execute(drain);", "drain.run();")),
          bug(
              "a listener that throws is the last one called",
              "CLIENT-11",
              "its failure is everybody's",
              MEMORY,
              in("SerialExecutor", "log.error(\"A task threw\", e);", "throw new Error(e);")),
          bug(
              "a closed registration goes on telling",
              "CLIENT-12",
              "subscriptions leak",
              MEMORY,
              in("Listeners", "closed = true; subscriptions.remove(this);", "")),
          bug(
              "a view's listener outlives it",
              "CLIENT-13",
              "registered with the session, and never again looked at",
              MEMORY,
              in(
                  "ScopedClient",
                  "return root ? backend.connection().add(executor, listener)"
                      + " : subscribe(executor, listener);",
                  "return backend.connection().add(executor, listener);")));

  private static PlantedBug bug(
      String name, String rule, String origin, Backend backend, SourceEdit... edits) {
    return new PlantedBug(name, rule, origin, backend, List.of(edits));
  }

  /** An edit of what is shared. */
  private static SourceEdit in(String type, String snippet, String replacement) {
    return new SourceEdit(
        "coordination-support", "dev.coordination.support." + type, snippet, replacement);
  }
}
