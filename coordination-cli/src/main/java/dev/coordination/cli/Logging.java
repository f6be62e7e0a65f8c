package dev.coordination.cli;

/** Keeps the libraries quiet: their warnings are shown on request only, on stderr. */
final class Logging {

  private static final String LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";

  private Logging() {}

  /** To be called before the first logger is made. */
  static void configure(boolean verbose) {
    System.setProperty(LEVEL, verbose ? "warn" : "off");
  }
}
