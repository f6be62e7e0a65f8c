package dev.coordination.it.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coordination.it.servers.ServerProcess;
import dev.coordination.it.servers.ServerSetup;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZKUtil;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.server.NettyServerCnxnFactory;
import org.apache.zookeeper.server.auth.DigestAuthenticationProvider;
import org.apache.zookeeper.server.auth.SASLAuthenticationProvider;

/**
 * A server that knows its users by digest, by certificate on a port of its own, and by SASL; and a
 * client on it that may look at everything.
 */
final class SecuredServer implements AutoCloseable {

  static final String OWNER = "owner";
  static final String STRANGER = "stranger";

  /** Who is nobody: whose certificate the server does not trust, and whose password is wrong. */
  static final String IMPOSTOR = "impostor";

  static final String PASSWORD = "secret";

  private static final String SERVER = "server";
  private static final String SUPER = "super:super";

  private final KeyStores keys = KeyStores.make(List.of(SERVER, OWNER, STRANGER), IMPOSTOR);
  private final Logins logins =
      new Logins(Map.of(OWNER, PASSWORD, STRANGER, PASSWORD, IMPOSTOR, "guessed"));
  private final int securePort = ServerProcess.freePort();
  private final Path serversLogins = writeLogins();
  private final ServerProcess process = ServerProcess.start(setup());
  private final ZooKeeper hand = process.connect();

  SecuredServer() {
    hand.addAuthInfo("digest", SUPER.getBytes(UTF_8));
  }

  private ServerSetup setup() {
    return ServerSetup.ofThisRelease()
        .config("secureClientPort", securePort)
        .config("secureClientPortAddress", "127.0.0.1")
        .config("ssl.keyStore.location", keys.of(SERVER))
        .config("ssl.keyStore.password", KeyStores.PASSWORD)
        .config("ssl.trustStore.location", keys.trusted())
        .config("ssl.trustStore.password", KeyStores.PASSWORD)
        .config("authProvider.sasl", SASLAuthenticationProvider.class.getName())
        .property("zookeeper.fips-mode", false) // which would rule DIGEST-MD5 out
        .property("zookeeper.serverCnxnFactory", NettyServerCnxnFactory.class.getName())
        .property("zookeeper.DigestAuthenticationProvider.superDigest", digest(SUPER))
        .property("java.security.auth.login.config", serversLogins);
  }

  private static Path writeLogins() {
    String text =
        """
        Server {
          org.apache.zookeeper.server.auth.DigestLoginModule required
            user_owner="secret" user_stranger="secret" user_impostor="secret";
        };
        """;
    try {
      return Files.writeString(Files.createTempFile("logins", ".conf"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String digest(String credentials) {
    try {
      return DigestAuthenticationProvider.generateDigest(credentials);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  String connectString() {
    return process.connectString();
  }

  String secureConnectString() {
    return "127.0.0.1:" + securePort;
  }

  KeyStores keys() {
    return keys;
  }

  int watches() {
    return process.watches();
  }

  ZooKeeper hand() {
    return hand;
  }

  /** Returns all nodes below a path, with it. */
  List<String> tree(String path) throws KeeperException, InterruptedException {
    return ZKUtil.listSubTreeBFS(hand, path);
  }

  @Override
  public void close() throws InterruptedException {
    hand.close();
    process.close();
    logins.close();
    keys.close();
    File file = serversLogins.toFile();
    if (!file.delete()) {
      throw new IllegalStateException(file + " is still there");
    }
  }
}
