package dev.coordination.zookeeper;

import static java.util.Objects.requireNonNull;

import dev.coordination.CoordinationClient;
import dev.coordination.zookeeper.engine.client.ClientBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ConnectStringParser;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.common.ZKConfig;
import org.apache.zookeeper.data.ACL;

/**
 * Makes {@link CoordinationClient}s on ZooKeeper, each with a connection and a session of its own.
 *
 * <p>A client connects to one server at a time, and to another one of the connect string when that
 * fails; its session goes on. When the session has expired, a new one is made in the background for
 * as long as the client is not closed. A server that has lost its quorum and only reads is not
 * used.
 *
 * <p>Nodes are made with the ACL that the builder was given, open to everybody unless chosen
 * otherwise; ACLs of nodes that are there already are not touched.
 *
 * <pre>{@code
 * try (CoordinationClient client = ZooKeeperCoordination.connect("zk1:2181,zk2:2181,zk3:2181/shop")) {
 *   try (Hold hold = client.lock("/orders/42").acquire()) {
 *     ship(order, hold.fencingToken());
 *   }
 * }
 * }</pre>
 */
public final class ZooKeeperCoordination {

  private ZooKeeperCoordination() {}

  /**
   * Connects with the defaults, waiting for the first session, 15 seconds at most.
   *
   * @param connectString servers as {@code host:port}, separated by commas, and optionally a path
   *     under which all paths of this client lie; it is made where it is missing
   * @return a client, to be closed by the caller
   * @throws IllegalArgumentException if the connect string is malformed
   * @throws dev.coordination.ServiceUnavailableException if there is no session in time; the
   *     message says what was found at each address
   */
  public static CoordinationClient connect(String connectString) {
    return builder(connectString).connect();
  }

  /**
   * Begins to make clients.
   *
   * @param connectString as for {@link #connect(String)}
   * @return a builder with the defaults
   * @throws IllegalArgumentException if the connect string is malformed
   */
  public static Builder builder(String connectString) {
    return new Builder(connectString);
  }

  /**
   * Chooses how clients connect.
   *
   * <pre>{@code
   * CoordinationClient client =
   *     ZooKeeperCoordination.builder("zk1:2181,zk2:2181,zk3:2181/shop")
   *         .sessionTimeout(Duration.ofSeconds(30))
   *         .auth("digest", "shop:secret".getBytes(UTF_8))
   *         .acl(ZooDefs.Ids.CREATOR_ALL_ACL)
   *         .connect();
   * }</pre>
   */
  public static final class Builder extends ClientBuilder<Builder> {

    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(10);

    /**
     * Enough for a list of a million children, which at the usual limit would end the connection.
     */
    private static final int LARGEST_REPLY = 64 << 20;

    private final String servers;
    private final String root;
    private final List<Consumer<ZooKeeper>> credentials = new ArrayList<>();
    private Duration sessionTimeout = SESSION_TIMEOUT;
    private final TlsSettings tls = new TlsSettings();
    private List<ACL> acl = ZooDefs.Ids.OPEN_ACL_UNSAFE;
    private ZKClientConfig clientConfig = defaultConfig();

    private Builder(String connectString) {
      ConnectStringParser parsed = new ConnectStringParser(connectString);
      if (parsed.getServerAddresses().isEmpty()) {
        throw new IllegalArgumentException("no server in connect string: " + connectString);
      }
      String chroot = parsed.getChrootPath();
      root = chroot == null ? "" : chroot;
      servers = connectString.split("/", 2)[0];
    }

    @Override
    protected Builder self() {
      return this;
    }

    /**
     * Chooses the session timeout to ask for. It is how long a client may be out of reach before
     * its holds are given to others; the servers may grant another one. Default: 10 seconds.
     *
     * @param timeout the timeout
     * @return this builder
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder sessionTimeout(Duration timeout) {
      sessionTimeout = positive(timeout);
      return this;
    }

    /**
     * Adds what the client authenticates with, on every connection.
     *
     * @param scheme one of ZooKeeper's schemes, for instance {@code "digest"}
     * @param credentials what the scheme asks for, for instance {@code user:password}
     * @return this builder
     */
    public Builder auth(String scheme, byte[] credentials) {
      requireNonNull(scheme);
      byte[] copy = credentials.clone();
      this.credentials.add(handle -> handle.addAuthInfo(scheme, copy));
      return this;
    }

    /**
     * Chooses who may access the nodes that the client makes. Others who take part in the same
     * recipes need all permissions on them. Default: everybody may do everything.
     *
     * @param acl one of {@link ZooDefs.Ids}, or another
     * @return this builder
     */
    public Builder acl(List<ACL> acl) {
      this.acl = List.copyOf(acl);
      return this;
    }

    /**
     * Chooses the settings of ZooKeeper's client: SASL above all. Default: those that the system
     * properties give, and replies of up to 64 MB, for very long lines of contenders. A config
     * given here is used as it is, except that what {@link #tls}, {@link #trustStore} and {@link
     * #keyStore} choose is written into it.
     *
     * @param config the settings
     * @return this builder
     * @throws IllegalArgumentException if they turn off that watches survive a reconnection
     */
    public Builder clientConfig(ZKClientConfig config) {
      if (config.getBoolean(ZKClientConfig.DISABLE_AUTO_WATCH_RESET)) {
        throw new IllegalArgumentException(
            ZKClientConfig.DISABLE_AUTO_WATCH_RESET + " must not be set");
      }
      clientConfig = config;
      return this;
    }

    /**
     * Lets the client speak TLS, to servers whose certificates the JDK's own authorities vouch for,
     * or those of {@link #trustStore}. A server's certificate has to name the host of the connect
     * string. ZooKeeper speaks TLS on a port of its own, through Netty, which has to be on the
     * class path.
     *
     * @return this builder
     */
    public Builder tls() {
      tls.on();
      return this;
    }

    /**
     * Lets the client speak TLS, to servers that these certificates vouch for and no others.
     *
     * @param file a key store, whose name ends in {@code .p12}, {@code .jks} or {@code .pem}
     * @param password what opens it; empty where nothing is needed
     * @return this builder
     */
    public Builder trustStore(Path file, String password) {
      tls.trust(file, password);
      return this;
    }

    /**
     * Lets the client speak TLS, and show a certificate of its own to servers that ask for one.
     * They know it by the certificate's subject: what it makes with {@link
     * ZooDefs.Ids#CREATOR_ALL_ACL} is for the bearers of that name, and no {@link #auth} is needed.
     *
     * @param file a key store, whose name ends in {@code .p12}, {@code .jks} or {@code .pem}, with
     *     the key and its certificate
     * @param password what opens both; empty where nothing is needed
     * @return this builder
     */
    public Builder keyStore(Path file, String password) {
      tls.show(file, password);
      return this;
    }

    /**
     * Connects, waiting for the first session, for the connect timeout at most.
     *
     * @return a client, to be closed by the caller
     * @throws dev.coordination.ServiceUnavailableException if there is no session in time; the
     *     message says what was found at each address
     * @throws dev.coordination.NotPermittedException if the servers refuse the credentials, or to
     *     make the root path
     */
    public CoordinationClient connect() {
      return open(new RawTransport(settings()));
    }

    /** Returns what was chosen so far. */
    ConnectSettings settings() {
      tls.writeTo(clientConfig);
      return new ConnectSettings(
          servers,
          root,
          sessionTimeout,
          connectTimeout(),
          List.copyOf(credentials),
          acl,
          clientConfig,
          callbackExecutor());
    }

    private static ZKClientConfig defaultConfig() {
      ZKClientConfig config = new ZKClientConfig();
      if (config.getProperty(ZKConfig.JUTE_MAXBUFFER) == null) {
        config.setProperty(ZKConfig.JUTE_MAXBUFFER, Integer.toString(LARGEST_REPLY));
      }
      return config;
    }
  }
}
