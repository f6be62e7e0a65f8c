package dev.coordination.it.architecture.bad.inmemory;

import dev.coordination.it.architecture.bad.zookeeper.engine.SeesTransport;

/** In memory, where nothing of the engine is used; and public, though no entry. */
public class SeesEngine {
  final SeesTransport engine = new SeesTransport();
}
