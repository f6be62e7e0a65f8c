package dev.coordination.it.architecture.bad;

/** The API's side of a cycle. */
public class NoRules {
  final dev.coordination.it.architecture.bad.spi.Cyclic other =
      new dev.coordination.it.architecture.bad.spi.Cyclic();

  /** Throws anything. */
  public void run() throws Exception {
    throw new InterruptedException(other.toString());
  }
}
