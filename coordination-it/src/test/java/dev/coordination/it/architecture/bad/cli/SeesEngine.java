package dev.coordination.it.architecture.bad.cli;

import dev.coordination.it.architecture.bad.zookeeper.engine.SeesTransport;

/** A command, which finds backends by name only. */
class SeesEngine {
  final SeesTransport engine = new SeesTransport();
}
