package dev.coordination.cli;

import dev.coordination.ConfigurationMismatchException;
import dev.coordination.CoordinationException;
import dev.coordination.HoldLostException;
import dev.coordination.MalformedDataException;
import dev.coordination.NotPermittedException;
import dev.coordination.OutcomeUnknownException;
import dev.coordination.ServiceUnavailableException;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The one place where a failure becomes a line on stderr and an exit code. */
final class Failures {

  private Failures() {}

  static int usage(ParameterException failure, String[] arguments) {
    String command = failure.getCommandLine().getCommandSpec().qualifiedName();
    tell("%s (see %s --help)".formatted(line(failure), command));
    return ExitCode.USAGE;
  }

  static int execution(Exception failure, CommandLine command, ParseResult parsed) {
    if (failure instanceof ParameterException usage) {
      return usage(usage, new String[0]);
    }
    tell(line(failure) + advice(failure));
    if (Globals.of(command.getCommandSpec()).verbose()) {
      failure.printStackTrace();
    }
    return exitCode(failure);
  }

  /** What to do about it, where the failure itself does not say. */
  private static String advice(Exception failure) {
    if (failure instanceof ServiceUnavailableException) {
      return "; is the server up, and is this it (--connect)?";
    } else if (failure instanceof OutcomeUnknownException) {
      return "; look what is there before you try again";
    } else if (failure instanceof NotPermittedException) {
      return "; the ACL is to be changed by whoever set it";
    }
    return "";
  }

  /** Prints the one line that a command says when it did not do what was asked. */
  static void tell(String line) {
    System.err.println("coord: " + line);
  }

  /** Returns what a failure says, as one line that is safe on a terminal. */
  static String line(Throwable failure) {
    String message =
        Optional.ofNullable(failure.getMessage()).orElseGet(() -> failure.getClass().getName());
    return Results.printable(message.strip().replaceAll("\\s*\\R\\s*", "; "));
  }

  /** The exit code of a failure, whoever tells it. */
  static int exitCode(Exception failure) {
    if (failure instanceof CommandFailure known) {
      return known.exitCode();
    }
    if (failure instanceof CoordinationException store) {
      return exitCode(store);
    }
    return failure instanceof ArithmeticException ? ExitCode.USAGE : ExitCode.INTERNAL;
  }

  private static int exitCode(CoordinationException failure) {
    if (failure instanceof ServiceUnavailableException) {
      return ExitCode.UNAVAILABLE;
    } else if (failure instanceof OutcomeUnknownException) {
      return ExitCode.UNKNOWN_OUTCOME;
    } else if (failure instanceof HoldLostException) {
      return ExitCode.LOST;
    } else if (failure instanceof NotPermittedException) {
      return ExitCode.NOT_PERMITTED;
    } else if (failure instanceof MalformedDataException) {
      return ExitCode.MALFORMED;
    } else if (failure instanceof ConfigurationMismatchException) {
      return ExitCode.MISMATCH;
    }
    return ExitCode.INTERNAL;
  }
}
