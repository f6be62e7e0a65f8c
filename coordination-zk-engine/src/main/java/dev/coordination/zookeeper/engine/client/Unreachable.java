package dev.coordination.zookeeper.engine.client;

import dev.coordination.ServiceUnavailableException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.zookeeper.client.ConnectStringParser;
import org.jspecify.annotations.Nullable;

/**
 * Says why there is no session. ZooKeeper's client tells that to its log only, so the servers are
 * tried once more, by hand.
 */
final class Unreachable {

  private static final int TRY_MILLIS = 500;

  private Unreachable() {}

  /** Returns what to throw when no server gave a session in time. */
  static ServiceUnavailableException diagnose(String servers, Duration timeout) {
    List<String> findings = new ArrayList<>();
    IOException cause = null;
    for (InetSocketAddress server : new ConnectStringParser(servers).getServerAddresses()) {
      IOException failure = connect(server);
      findings.add(finding(server, failure));
      cause = cause == null ? failure : cause;
    }
    String message =
        "no ZooKeeper session within %s: %s".formatted(text(timeout), String.join("; ", findings));
    return new ServiceUnavailableException(message, cause);
  }

  private static @Nullable IOException connect(InetSocketAddress server) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(server.getHostString(), server.getPort()), TRY_MILLIS);
      return null;
    } catch (IOException e) {
      return e;
    }
  }

  private static String finding(InetSocketAddress server, @Nullable IOException failure) {
    return "%s:%s %s".formatted(server.getHostString(), server.getPort(), reason(failure));
  }

  private static String reason(@Nullable IOException failure) {
    if (failure == null) {
      return "accepts connections but gives no session";
    } else if (failure instanceof UnknownHostException) {
      return "is no known host";
    }
    return "cannot be reached: " + failure.getMessage();
  }

  private static String text(Duration timeout) {
    return timeout.toMillis() / 1000.0 + " s";
  }
}
