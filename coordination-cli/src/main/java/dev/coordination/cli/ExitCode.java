package dev.coordination.cli;

/** What {@code coord} exits with, as {@code sysexits.h} and shells number it. */
final class ExitCode {

  static final int OK = 0;
  static final int NOT_SET = 1;
  static final int NOTHING_THERE = 1;
  static final int USAGE = 64;
  static final int MALFORMED = 65;
  static final int UNAVAILABLE = 69;
  static final int INTERNAL = 70;
  static final int UNKNOWN_OUTCOME = 74;
  static final int NOT_ACQUIRED = 75;
  static final int LOST = 76;
  static final int NOT_PERMITTED = 77;
  static final int MISMATCH = 78;
  static final int CANNOT_RUN = 126;
  static final int NOT_FOUND = 127;

  private static final int SIGNAL = 128;
  static final int SIGPIPE = 13;

  /** As programs end whose reader has gone. */
  static final int UNREAD = SIGNAL + SIGPIPE;

  private ExitCode() {}

  static int ofSignal(int number) {
    return SIGNAL + number;
  }
}
