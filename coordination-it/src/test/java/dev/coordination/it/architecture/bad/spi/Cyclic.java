package dev.coordination.it.architecture.bad.spi;

import dev.coordination.it.architecture.bad.NoRules;

/** The other side of a cycle. */
public class Cyclic {
  NoRules first() {
    return new NoRules();
  }
}
