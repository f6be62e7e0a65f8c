package dev.coordination.it.architecture.bad.tck;

import dev.coordination.it.architecture.bad.inmemory.SeesEngine;

/** Of the kit, which is the same for every backend. */
class SeesBackend {
  final SeesEngine backend = new SeesEngine();
}
