package dev.coordination.support;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ThreadLocalRandom;

/** Names for clients whose makers chose none. */
public final class Identifiers {

  private Identifiers() {}

  /**
   * Returns an identifier that tells an operator where to look: host, process and a random suffix.
   *
   * @return the identifier, another one each time
   */
  public static String unique() {
    int suffix = ThreadLocalRandom.current().nextInt();
    return "%s-%s-%08x".formatted(host(), ProcessHandle.current().pid(), suffix);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
