package dev.coordination.zookeeper;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.common.ClientX509Util;

/** What was chosen about TLS, as ZooKeeper's client wants to be told; nothing at first. */
final class TlsSettings {

  /** By name only: Netty is needed by those who choose TLS. */
  private static final String NETTY_SOCKET = "org.apache.zookeeper.ClientCnxnSocketNetty";

  private final Map<String, String> properties = new LinkedHashMap<>();

  void on() {
    properties.put(ZKClientConfig.SECURE_CLIENT, "true");
    properties.put(ZKClientConfig.ZOOKEEPER_CLIENT_CNXN_SOCKET, NETTY_SOCKET);
  }

  void trust(Path store, String password) {
    try (ClientX509Util names = new ClientX509Util()) {
      properties.put(names.getSslTruststoreLocationProperty(), store.toString());
      properties.put(names.getSslTruststorePasswdProperty(), requireNonNull(password));
    }
    on();
  }

  void show(Path store, String password) {
    try (ClientX509Util names = new ClientX509Util()) {
      properties.put(names.getSslKeystoreLocationProperty(), store.toString());
      properties.put(names.getSslKeystorePasswdProperty(), requireNonNull(password));
    }
    on();
  }

  void writeTo(ZKClientConfig config) {
    properties.forEach(config::setProperty);
  }
}
