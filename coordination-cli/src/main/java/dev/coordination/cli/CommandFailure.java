package dev.coordination.cli;

import java.time.Duration;

/** Ends a command with one line on stderr and an exit code. */
final class CommandFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  CommandFailure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  CommandFailure(int exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** What was waited for has not come. */
  static CommandFailure notInTime(String what, Duration timeout) {
    return new CommandFailure(
        ExitCode.NOT_ACQUIRED,
        "%s within %s; try again, or wait longer (--timeout)"
            .formatted(what, Durations.format(timeout)));
  }

  int exitCode() {
    return exitCode;
  }
}
