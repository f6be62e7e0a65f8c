package dev.coordination.it.architecture.bad.zookeeper.engine;

import dev.coordination.it.architecture.bad.curator.SeesRaw;

/** Of the engine, which knows none of its transports. */
public class SeesTransport {
  final SeesRaw transport = new SeesRaw();
}
