package dev.coordination.cli;

import static dev.coordination.cli.Results.field;

import dev.coordination.DistributedCounter;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code coord counter}. */
@Command(
    name = "counter",
    description = "Reads or changes the counter at PATH and prints its value.",
    synopsisSubcommandLabel = "COMMAND")
final class CounterCommand {

  private static final String PATH = "PATH";
  private static final String WHERE = "Where the counter is";

  @Spec private CommandSpec spec;

  @Option(
      names = "--default",
      paramLabel = "N",
      scope = ScopeType.INHERIT,
      description = "The value before anyone has written one. Default: 0")
  private long defaultValue;

  @Command(name = "get", description = "Prints the value.")
  int get(@Parameters(paramLabel = PATH, description = WHERE) String path) {
    return print(path, DistributedCounter::get);
  }

  @Command(name = "increment", description = "Adds AMOUNT and prints the new value.")
  int increment(
      @Parameters(paramLabel = PATH, description = WHERE) String path,
      @Parameters(paramLabel = "AMOUNT", defaultValue = "1", description = "Default: 1")
          long amount) {
    return print(path, counter -> counter.increment(amount));
  }

  @Command(name = "decrement", description = "Subtracts AMOUNT and prints the new value.")
  int decrement(
      @Parameters(paramLabel = PATH, description = WHERE) String path,
      @Parameters(paramLabel = "AMOUNT", defaultValue = "1", description = "Default: 1")
          long amount) {
    return print(path, counter -> counter.decrement(amount));
  }

  @Command(name = "reset", description = "Sets the value, whatever it is, and prints it.")
  int reset(
      @Parameters(paramLabel = PATH, description = WHERE) String path,
      @Parameters(paramLabel = "AMOUNT", arity = "0..1", description = "Default: that of --default")
          @Nullable Long amount) {
    long value = amount == null ? defaultValue : amount;
    return print(
        path,
        counter -> {
          counter.reset(value);
          return value;
        });
  }

  @Command(
      name = "compare-and-set",
      description = {
        "Sets UPDATE if the value is EXPECTED and prints it; otherwise prints the value that is"
            + " there and exits with 1."
      })
  int compareAndSet(
      @Parameters(paramLabel = PATH, description = WHERE) String path,
      @Parameters(paramLabel = "EXPECTED", description = "What the value must be") long expected,
      @Parameters(paramLabel = "UPDATE", description = "What it becomes") long update) {
    Globals globals = Globals.of(spec);
    globals.check(path);
    try (Connection connection = globals.open()) {
      DistributedCounter counter = connection.client().counter(path, defaultValue);
      boolean set = counter.compareAndSet(expected, update);
      long value = set ? update : counter.get();
      globals.results().print(value, field("path", path), field("set", set), field("value", value));
      return set ? ExitCode.OK : ExitCode.NOT_SET;
    }
  }

  private int print(String path, ToLongFunction<DistributedCounter> operation) {
    Globals globals = Globals.of(spec);
    globals.check(path);
    try (Connection connection = globals.open()) {
      long value = operation.applyAsLong(connection.client().counter(path, defaultValue));
      globals.results().print(value, field("path", path), field("value", value));
    }
    return ExitCode.OK;
  }
}
