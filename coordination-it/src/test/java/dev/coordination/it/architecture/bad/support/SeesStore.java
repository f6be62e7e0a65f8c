package dev.coordination.it.architecture.bad.support;

import org.apache.zookeeper.CreateMode;

/** Of the support, which knows of no store. */
public class SeesStore {
  final CreateMode mode = CreateMode.EPHEMERAL;
}
