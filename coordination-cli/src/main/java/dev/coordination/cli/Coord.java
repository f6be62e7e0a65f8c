package dev.coordination.cli;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ScopeType;

/** The {@code coord} command: the recipes of this library for shell scripts and operators. */
@Command(
    name = "coord",
    description = {
      "Locks, semaphores, elections, leases, barriers, parties, queues and counters that"
          + " processes share over ZooKeeper.",
      "Try: coord demo"
    },
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands (coord COMMAND --help tells more):%n",
    subcommands = {
      DemoCommand.class,
      ServerCommand.class,
      LockCommand.class,
      SemaphoreCommand.class,
      ElectCommand.class,
      LeaderCommand.class,
      ContendersCommand.class,
      CounterCommand.class,
      QueueCommand.class,
      LockingQueueCommand.class,
      BarrierCommand.class,
      DoubleBarrierCommand.class,
      PartyCommand.class,
      LeaseCommand.class,
      PartitionCommand.class,
      InspectCommand.class,
      CompletionCommand.class,
      WorkerCommand.class
    },
    scope = ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    versionProvider = Coord.Version.class,
    sortOptions = false,
    abbreviateSynopsis = true,
    footerHeading = "%nExit codes:%n",
    footer = {
      "  CMD's own, where there is one; 128+n when ended by signal n",
      "  1 compare-and-set has not set, inspect has found nothing, or the demo has",
      "    found a claim not to hold",
      "  64 usage, 65 malformed data at the path, 69 server not reached,",
      "  70 a fault of coord's own, 74 outcome unknown, 75 not acquired in time,",
      "  76 hold lost, 77 not permitted, 78 clients disagree, 126 CMD cannot run,",
      "  127 CMD not found, 141 nobody reads what coord prints"
    })
public final class Coord {

  /** What JVMs put in place of bytes that their locale cannot read. */
  private static final String UNREADABLE = "\uFFFD";

  @Mixin private final Globals globals = new Globals();

  private Coord() {}

  /**
   * Runs a command and ends the JVM with its exit code.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT); // scripts read our numbers
    // The main thread runs the whole command: CMD dies with the thread that started it, see
    // Program.
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Coord());
    commandLine
        .setExpandAtFiles(false)
        .setUnmatchedOptionsAllowedAsOptionParameters(false)
        .setExecutionStrategy(Coord::execute)
        .setParameterExceptionHandler(Failures::usage)
        .setExecutionExceptionHandler(Failures::execution);
    // Negative numbers are values, not options.
    requireNonNull(commandLine.getSubcommands().get("counter"))
        .setUnmatchedOptionsArePositionalParams(true);
    return commandLine;
  }

  Globals globals() {
    return globals;
  }

  private static int execute(CommandLine.ParseResult parsed) {
    boolean unreadable =
        parsed.originalArgs().stream().anyMatch(argument -> argument.contains(UNREADABLE));
    if (unreadable) {
      throw new CommandLine.ParameterException(
          parsed.commandSpec().commandLine(),
          "an argument is not readable in this locale; set LC_ALL=C.UTF-8 or another of UTF-8");
    }
    Coord coord = (Coord) parsed.commandSpec().userObject();
    Logging.configure(coord.globals.verbose());
    int exitCode = new CommandLine.RunLast().execute(parsed);
    boolean said = exitCode == ExitCode.OK || exitCode == ExitCode.NOT_SET;
    if (said && (coord.globals.results().isUnread() || System.out.checkError())) {
      Failures.tell(Results.UNREAD);
      return ExitCode.UNREAD;
    }
    return exitCode;
  }

  /** Reads the version that the build wrote into the jar. */
  static final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
      Optional<String> version =
          Optional.ofNullable(Coord.class.getPackage().getImplementationVersion());
      return new String[] {"coord " + version.orElse("(not packaged)")};
    }
  }
}
