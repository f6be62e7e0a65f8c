package dev.coordination.it.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coordination.curator.CuratorCoordination;
import dev.coordination.it.Backend;
import dev.coordination.zookeeper.ZooKeeperCoordination;
import dev.coordination.zookeeper.testkit.ClientFactory.Opened;
import java.time.Duration;
import java.util.List;
import org.apache.curator.framework.AuthInfo;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.api.ACLProvider;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.ClientCnxnSocketNetty;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.common.ClientX509Util;
import org.apache.zookeeper.common.X509Util;
import org.apache.zookeeper.data.ACL;

/** How a client shows who it is; what it makes is for itself alone. */
enum Access {
  /** By name and password, told to the server. */
  DIGEST("digest") {
    @Override
    String nameOf(String user) {
      return SecuredServer.digest(credentials(user));
    }

    @Override
    void raw(ZooKeeperCoordination.Builder builder, SecuredServer server, String user) {
      builder.auth("digest", credentials(user).getBytes(UTF_8));
    }

    @Override
    void curator(CuratorFrameworkFactory.Builder builder, SecuredServer server, String user) {
      builder.authorization(List.of(new AuthInfo("digest", credentials(user).getBytes(UTF_8))));
    }
  },

  /** By a certificate, over TLS. */
  CERTIFICATE("x509") {
    @Override
    String servers(SecuredServer server) {
      return server.secureConnectString();
    }

    @Override
    String nameOf(String user) {
      return "CN=" + user;
    }

    @Override
    void raw(ZooKeeperCoordination.Builder builder, SecuredServer server, String user) {
      KeyStores keys = server.keys();
      builder.trustStore(keys.trusted(), KeyStores.PASSWORD);
      builder.keyStore(keys.of(user), KeyStores.PASSWORD);
    }

    @Override
    void curator(CuratorFrameworkFactory.Builder builder, SecuredServer server, String user) {
      ZKClientConfig config = new ZKClientConfig();
      config.setProperty(ZKClientConfig.SECURE_CLIENT, "true");
      config.setProperty(
          ZKClientConfig.ZOOKEEPER_CLIENT_CNXN_SOCKET, ClientCnxnSocketNetty.class.getName());
      KeyStores keys = server.keys();
      try (ClientX509Util names = new ClientX509Util()) {
        config.setProperty(names.getSslTruststoreLocationProperty(), keys.trusted().toString());
        config.setProperty(names.getSslTruststorePasswdProperty(), KeyStores.PASSWORD);
        config.setProperty(names.getSslKeystoreLocationProperty(), keys.of(user).toString());
        config.setProperty(names.getSslKeystorePasswdProperty(), KeyStores.PASSWORD);
      }
      builder.zkClientConfig(config);
    }
  },

  /** By a challenge: SASL's DIGEST-MD5. */
  SASL("sasl") {
    @Override
    String nameOf(String user) {
      return user;
    }

    @Override
    void raw(ZooKeeperCoordination.Builder builder, SecuredServer server, String user) {
      builder.clientConfig(loginAs(user));
    }

    @Override
    void curator(CuratorFrameworkFactory.Builder builder, SecuredServer server, String user) {
      builder.zkClientConfig(loginAs(user));
    }
  };

  static final Duration SESSION = Duration.ofSeconds(10);

  private final String scheme;

  Access(String scheme) {
    this.scheme = scheme;
  }

  String scheme() {
    return scheme;
  }

  /** Returns what the server calls a user. */
  abstract String nameOf(String user);

  abstract void raw(ZooKeeperCoordination.Builder builder, SecuredServer server, String user);

  abstract void curator(CuratorFrameworkFactory.Builder builder, SecuredServer server, String user);

  String servers(SecuredServer server) {
    return server.connectString();
  }

  /** Connects a user; what it makes, nobody else may so much as see. */
  Opened connect(Backend backend, SecuredServer server, String user) {
    return connect(backend, server, user, Duration.ofSeconds(15));
  }

  Opened connect(Backend backend, SecuredServer server, String user, Duration atMost) {
    return backend == Backend.RAW
        ? connectRaw(server, user, atMost)
        : connectCurator(server, user, atMost);
  }

  private Opened connectRaw(SecuredServer server, String user, Duration atMost) {
    var builder =
        ZooKeeperCoordination.builder(servers(server))
            .sessionTimeout(SESSION)
            .connectTimeout(atMost)
            .identifier(user)
            .acl(Ids.CREATOR_ALL_ACL);
    raw(builder, server, user);
    return Opened.of(builder.connect());
  }

  private Opened connectCurator(SecuredServer server, String user, Duration atMost) {
    var builder =
        CuratorFrameworkFactory.builder()
            .connectString(servers(server))
            .sessionTimeoutMs(Math.toIntExact(SESSION.toMillis()))
            .retryPolicy(new RetryOneTime(100))
            .aclProvider(new OwnersOnly());
    curator(builder, server, user);
    var framework = builder.build();
    framework.start();
    try {
      var client =
          CuratorCoordination.builder(framework).identifier(user).connectTimeout(atMost).create();
      return new Opened(client, framework::close);
    } catch (RuntimeException e) {
      framework.close();
      throw e;
    }
  }

  private static final class OwnersOnly implements ACLProvider {
    @Override
    public List<ACL> getDefaultAcl() {
      return Ids.CREATOR_ALL_ACL;
    }

    @Override
    public List<ACL> getAclForPath(String path) {
      return Ids.CREATOR_ALL_ACL;
    }
  }

  private static String credentials(String user) {
    return user + ":" + SecuredServer.PASSWORD;
  }

  private static ZKClientConfig loginAs(String user) {
    ZKClientConfig config = new ZKClientConfig();
    config.setProperty(ZKClientConfig.LOGIN_CONTEXT_NAME_KEY, user);
    config.setProperty(X509Util.FIPS_MODE_PROPERTY, "false"); // which would rule DIGEST-MD5 out
    return config;
  }
}
