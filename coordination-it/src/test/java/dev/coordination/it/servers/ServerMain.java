package dev.coordination.it.servers;

import java.io.IOException;
import org.apache.zookeeper.server.quorum.QuorumPeerMain;

/**
 * ZooKeeper's own main program, in a process that ends with the one that started it: at the end of
 * its standard input, however that came about.
 */
final class ServerMain {

  private ServerMain() {}

  /** Argument: a configuration file. */
  public static void main(String[] arguments) {
    Thread lifeline = new Thread(ServerMain::endWithParent, "lifeline");
    lifeline.setDaemon(true);
    lifeline.start();
    QuorumPeerMain.main(arguments);
  }

  private static void endWithParent() {
    try {
      while (System.in.read() >= 0) {
        // nobody says anything
      }
    } catch (IOException e) {
      // as good as its end
    }
    Runtime.getRuntime().halt(0);
  }
}
