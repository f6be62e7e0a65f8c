package dev.coordination.it.architecture.bad;

import dev.coordination.it.architecture.bad.support.SeesStore;

/** Of the API, which has to stand by itself. */
class SeesSupport {
  final SeesStore support = new SeesStore();
}
