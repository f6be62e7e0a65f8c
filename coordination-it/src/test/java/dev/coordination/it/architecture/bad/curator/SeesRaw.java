package dev.coordination.it.architecture.bad.curator;

import dev.coordination.it.architecture.bad.zookeeper.SeesCurator;

/** On Curator, where nothing of the other backend is used. */
public class SeesRaw {
  final SeesCurator other = new SeesCurator();
}
