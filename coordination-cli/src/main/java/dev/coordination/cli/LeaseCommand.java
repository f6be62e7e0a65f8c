package dev.coordination.cli;

import static dev.coordination.cli.Results.field;
import static java.util.Objects.requireNonNull;

import dev.coordination.CoordinationClient;
import dev.coordination.Lease;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code coord lease}. */
@Command(
    name = "lease",
    description = {
      "Takes the lease at PATH if nobody has it, runs CMD, renewing the lease meanwhile, and"
          + " releases it. Without CMD prints the fencing token and leaves the lease to its end.",
      "It is granted to the identifier, which has it until its time has passed, also when coord or"
          + " its machine dies; asking again with the same --identifier renews it. Nobody waits"
          + " for it. All clocks must be right within a second.",
      "",
      HeldCommand.SIGNALS,
      "When the lease cannot be renewed, CMD is ended before another could be granted it: by"
          + " SIGTERM when a quarter of it is left, at most 10s, by SIGKILL at 300 ms. Renewed"
          + " before that, CMD goes on.",
      HeldCommand.KILLED,
      "While coord is stopped (SIGSTOP) it cannot watch. If the lease ended meanwhile, CMD is"
          + " killed within 500 ms after coord goes on; in between only the fencing token protects.",
      ""
    },
    customSynopsis = "coord lease [OPTIONS] PATH --duration D [-- CMD [ARGUMENT...]]")
final class LeaseCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "PATH", description = "Where the lease is")
  private String path = "";

  @Parameters(index = "1..*", arity = "0..*", paramLabel = "CMD", description = HeldCommand.TOLD)
  private List<String> command = List.of();

  @Option(
      names = "--duration",
      paramLabel = "D",
      required = true,
      converter = Durations.class,
      description = "For how long, unless it is renewed; more than 2s")
  private Duration duration = Duration.ZERO;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "Take one of N leases at PATH: the same for all who use PATH, at most 256")
  private @Nullable Integer count;

  @Override
  public Integer call() {
    Globals globals = Globals.of(spec);
    globals.check(path);
    if (count != null) {
      Usage.checkAtLeastOne(spec, "--count", count);
    }
    Optional<Program> program = CommandUnderHold.find(spec, command);
    return program.isPresent() ? run(globals, program.get()) : take(globals);
  }

  private int take(Globals globals) {
    try (Connection connection = globals.open()) {
      Lease lease = acquire(connection.client());
      Results results = globals.results();
      results.print(
          lease.fencingToken(),
          field("path", lease.path()),
          field("identifier", lease.identifier()),
          field("fencingToken", lease.fencingToken()),
          field("expiresAt", lease.expiresAt()));
      results.checkRead("the token is: " + lease.fencingToken());
    }
    return ExitCode.OK;
  }

  private int run(Globals globals, Program program) {
    return globals.untilSignal(
        (client, signals) ->
            hold(
                acquire(client), new CommandUnderHold(program, signals, globals.sessionTimeout())));
  }

  private Lease acquire(CoordinationClient client) {
    Supplier<Optional<Lease>> lease = Usage.make(spec, () -> lease(client));
    return lease
        .get()
        .orElseThrow(
            () ->
                new CommandFailure(
                    ExitCode.NOT_ACQUIRED,
                    "%s not acquired, others have it; try again later".formatted(path)));
  }

  private Supplier<Optional<Lease>> lease(CoordinationClient client) {
    return count == null
        ? client.nonBlockingLease(path, duration)::tryAcquire
        : client.multiNonBlockingLease(path, count, duration)::tryAcquireAny;
  }

  private static int hold(Lease lease, CommandUnderHold run) throws InterruptedException {
    try (Renewal renewal = Renewal.begin(lease)) {
      try {
        return run.run(lease);
      } finally {
        if (!renewal.isRefused()) {
          release(lease);
        }
      }
    }
  }

  /** Waits for the release no longer than the lease lasts; of itself it ends as well. */
  private static void release(Lease lease) {
    long left = lease.remaining().toNanos();
    try {
      lease.releaseAsync().toCompletableFuture().get(left, TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      Failures.tell(
          "%s not released, it ends at %s: %s"
              .formatted(
                  lease.path(), lease.expiresAt(), Failures.line(requireNonNull(e.getCause()))));
    } catch (TimeoutException e) {
      // It has ended.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // A late signal. It is on its way: closing awaits it.
    }
  }
}
