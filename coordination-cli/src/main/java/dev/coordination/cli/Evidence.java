package dev.coordination.cli;

import java.util.List;

/** What the demo knows of a phase, and how that and the workers' records bear out its claims. */
@FunctionalInterface
interface Evidence {

  /** Judges. */
  List<Claim> claims(Records records);
}
