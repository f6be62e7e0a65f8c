package dev.coordination.cli;

/** One of the things that the demo shows, after the other. */
interface Phase {

  /** What it shows, in a line. */
  String heading();

  /** Lets it happen; returns what will judge the workers' records of it. */
  Evidence run(Stage stage) throws InterruptedException;
}
