package dev.coordination.it.architecture.bad.zookeeper.testkit;

import dev.coordination.it.architecture.bad.support.SeesStore;

/** Of the test kit, which uses what everybody uses. */
class SeesSupport {
  final SeesStore support = new SeesStore();
}
