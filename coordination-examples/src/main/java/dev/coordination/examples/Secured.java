package dev.coordination.examples;

import dev.coordination.CoordinationClient;
import dev.coordination.zookeeper.ZooKeeperCoordination;
import java.nio.file.Path;
import org.apache.zookeeper.ZooDefs;

/** For servers that speak TLS and know their clients by certificate. */
public final class Secured {

  private Secured() {}

  /**
   * Connects; what the client makes is for the bearers of its certificate's name.
   *
   * @param directory where the key stores are
   * @param password what opens them
   * @return the client
   */
  public static CoordinationClient connect(Path directory, String password) {
    return ZooKeeperCoordination.builder("zk1:2281,zk2:2281,zk3:2281/shop")
        .trustStore(directory.resolve("trusted.p12"), password)
        .keyStore(directory.resolve("shop.p12"), password)
        .acl(ZooDefs.Ids.CREATOR_ALL_ACL)
        .connect();
  }
}
