package dev.coordination.examples;

import dev.coordination.CoordinationClient;
import dev.coordination.Hold;
import dev.coordination.zookeeper.ZooKeeperCoordination;

/** Runs something under a lock: start it several times, and the instances take turns. */
public final class FirstProgram {

  private FirstProgram() {}

  /**
   * Runs it.
   *
   * @param args the ZooKeeper servers; without them, one on this machine
   * @throws InterruptedException if interrupted while waiting for the lock
   */
  public static void main(String[] args) throws InterruptedException {
    String servers = args.length > 0 ? args[0] : "localhost:2181";
    try (CoordinationClient client = ZooKeeperCoordination.connect(servers)) {
      System.out.println("already in line: " + client.lock("/reports/daily").contenders());
      try (Hold hold = client.lock("/reports/daily").acquire()) {
        System.out.println("ours, with token " + hold.fencingToken());
        long runs = client.counter("/reports/runs").increment();
        System.out.println("run " + runs + ", alone for another " + hold.remaining());
      }
    }
  }
}
