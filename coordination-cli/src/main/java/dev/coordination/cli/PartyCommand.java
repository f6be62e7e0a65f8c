package dev.coordination.cli;

import static dev.coordination.cli.Results.field;

import dev.coordination.CoordinationClient;
import dev.coordination.Party;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code coord party}. */
@Command(
    name = "party",
    description = "Joins the party at PATH, or tells who is there.",
    synopsisSubcommandLabel = "COMMAND")
final class PartyCommand {

  private static final String PATH = "PATH";
  private static final String WHERE = "Where the party is";
  private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

  @Spec private CommandSpec spec;

  @Option(
      names = "--shallow",
      scope = ScopeType.INHERIT,
      description =
          "The party is a shallow one: identifiers hold no '/', and are listed in their own order."
              + " The same for all who use PATH")
  private boolean shallow;

  @Command(
      name = "join",
      description = {
        "Joins, and is a member as long as CMD runs. Without CMD prints the identifier that it is"
            + " listed under, and stays until SIGHUP, SIGINT or SIGTERM.",
        "",
        HeldCommand.SIGNALS,
        "When the session ends meanwhile, coord joins again by itself.",
        HeldCommand.KILLED,
        ""
      },
      customSynopsis = "coord party join [OPTIONS] PATH [-- CMD [ARGUMENT...]]")
  int join(
      @Parameters(index = "0", paramLabel = PATH, description = WHERE) String path,
      @Parameters(
              index = "1..*",
              arity = "0..*",
              paramLabel = "CMD",
              description = "What to run, with $$COORD_PATH and $$COORD_IDENTIFIER set")
          @Nullable List<String> command) {
    Globals globals = Globals.of(spec);
    globals.check(path);
    Optional<Program> program = CommandUnderHold.find(spec, command);
    return globals.untilSignal(
        (client, signals) -> {
          Optional<CommandUnderHold> run =
              program.map(cmd -> new CommandUnderHold(cmd, signals, globals.sessionTimeout()));
          return join(globals, client, path, run);
        });
  }

  @Command(
      name = "members",
      description =
          "Prints the identifier of each member on a line, in the order in which they joined.")
  int members(
      @Parameters(paramLabel = PATH, description = WHERE) String path,
      @Option(
              names = "--watch",
              description = "Print the list again on each change; an empty line follows each list")
          boolean watch) {
    Globals globals = Globals.of(spec);
    globals.check(path);
    if (watch) {
      return globals.untilSignal((client, signals) -> watch(globals.results(), client, path));
    }
    try (Connection connection = globals.open()) {
      List<String> members = party(connection.client(), path).members();
      globals.results().print(members, field("path", path), field("members", members));
    }
    return ExitCode.OK;
  }

  @Command(name = "wait", description = "Waits until at least COUNT members are there at once.")
  int await(
      @Parameters(paramLabel = PATH, description = WHERE) String path,
      @Parameters(paramLabel = "COUNT", description = "How many") int count,
      @Option(
              names = "--timeout",
              paramLabel = "D",
              converter = Durations.class,
              description = "How long to wait; 0s: not at all. Default: as long as it takes")
          @Nullable Duration timeout) {
    Globals globals = Globals.of(spec);
    globals.check(path);
    Usage.checkAtLeastOne(spec, "COUNT", count);
    return globals.untilSignal(
        (client, signals) -> {
          await(party(client, path), count, timeout == null ? FOREVER : timeout);
          globals.results().print(null, field("path", path), field("count", (long) count));
          return ExitCode.OK;
        });
  }

  private int join(
      Globals globals, CoordinationClient client, String path, Optional<CommandUnderHold> run)
      throws InterruptedException {
    String identifier = client.identifier();
    Party party = party(client, path);
    party.join();
    try {
      if (run.isPresent()) {
        return run.get().run(new Surroundings(path, identifier, null));
      }
      globals.results().print(identifier, field("path", path), field("identifier", identifier));
      new CountDownLatch(1).await();
      return ExitCode.OK;
    } finally {
      party.leave();
    }
  }

  private int watch(Results results, CoordinationClient client, String path)
      throws InterruptedException {
    Party party = party(client, path);
    var unused = party.size(); // fails if we may not look; the listener would only not be told
    try (OutputReader reader = new OutputReader(results)) {
      var unusedToo =
          party.onMembershipChange(
              Runnable::run,
              members -> reader.print(members, field("path", path), field("members", members)));
      return reader.awaitEnd();
    }
  }

  private static void await(Party party, int count, Duration timeout) throws InterruptedException {
    if (!party.awaitMembers(count, timeout)) {
      throw CommandFailure.notInTime(
          "not %d members at %s".formatted(count, party.path()), timeout);
    }
  }

  private Party party(CoordinationClient client, String path) {
    return Usage.make(spec, () -> shallow ? client.shallowParty(path) : client.party(path));
  }
}
