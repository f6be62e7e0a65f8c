package dev.coordination.it.scale;

import dev.coordination.zookeeper.testkit.TestServer;
import java.lang.management.ManagementFactory;

/**
 * What is in use: memory and threads of this process, in which the server runs as well, and by the
 * server's own counters its watches and nodes.
 */
record Footprint(long heap, int threads, int watches, int nodes) {

  static final Footprint UNLIMITED =
      new Footprint(Long.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);

  static Footprint of(TestServer server) {
    return new Footprint(
        heapInUse(),
        ManagementFactory.getThreadMXBean().getThreadCount(),
        server.watches(),
        server.nodes());
  }

  Footprint withMoreHeap(long bytes) {
    return new Footprint(heap + bytes, threads, watches, nodes);
  }

  boolean isWithin(Footprint most) {
    return heap < most.heap
        && threads <= most.threads
        && watches <= most.watches
        && nodes <= most.nodes;
  }

  private static long heapInUse() {
    for (int i = 0; i < 5; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  @Override
  public String toString() {
    return "%,d bytes, %d threads, %d watches, %d nodes".formatted(heap, threads, watches, nodes);
  }
}
