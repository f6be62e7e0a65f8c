package dev.coordination.cli;

import static java.util.Objects.requireNonNull;

import dev.coordination.CoordinationClient;
import dev.coordination.spi.CoordinationProvider;
import dev.coordination.spi.CoordinationProvider.Settings;
import dev.coordination.support.Paths;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The options of every command, and the client that they describe. */
final class Globals {

  private static final Duration SHORTEST_SESSION = Duration.ofSeconds(1);
  private static final Duration SHORTEST_CONNECT = Duration.ofSeconds(2);
  private static final Duration LONGEST_CONNECT = Duration.ofSeconds(15);
  private static final Duration OWN_CONNECT = Duration.ofSeconds(60);

  /** The values of {@code --backend}. */
  enum Backend {
    ZK_RAW("zk-raw", "zookeeper"),
    CURATOR("curator", "curator");

    private final String label;
    private final String scheme;

    Backend(String label, String scheme) {
      this.label = label;
      this.scheme = scheme;
    }

    @Override
    public String toString() {
      return label;
    }
  }

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Option(
      names = "--connect",
      paramLabel = "HOSTS",
      scope = ScopeType.INHERIT,
      description =
          "HOST:PORT,... of ZooKeeper, with /ROOT if wanted, or a URI"
              + " (zookeeper://..., curator://...). Default: $$COORD_CONNECT, else 127.0.0.1:2181")
  private @Nullable String connect;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      scope = ScopeType.INHERIT,
      converter = Globals.BackendConverter.class,
      description = "zk-raw (the default) or curator; not beside a URI")
  private @Nullable Backend backend;

  @Option(
      names = "--namespace",
      paramLabel = "PATH",
      scope = ScopeType.INHERIT,
      description = "Put every PATH under this one")
  private String namespace = "";

  @Option(
      names = "--identifier",
      paramLabel = "ID",
      scope = ScopeType.INHERIT,
      description = "Who to be listed as. Default: host, process id and a random suffix")
  private @Nullable String identifier;

  @Option(
      names = "--session-timeout",
      paramLabel = "D",
      scope = ScopeType.INHERIT,
      converter = Durations.class,
      description = "How long the server waits for word from us before others get in. Default: 10s")
  private @Nullable Duration sessionTimeout;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Print results as JSON, one object a line")
  private boolean json;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show warnings and stack traces on stderr")
  private boolean verbose;

  private @Nullable Results results;

  static Globals of(CommandSpec command) {
    return ((Coord) command.root().userObject()).globals();
  }

  String namespace() {
    return namespace;
  }

  boolean verbose() {
    return verbose;
  }

  /** The one place where this command prints. */
  Results results() {
    if (results == null) {
      results = new Results(json);
    }
    return results;
  }

  Duration sessionTimeout() {
    return sessionTimeoutOr(Duration.ofSeconds(10));
  }

  Duration sessionTimeoutOr(Duration fallback) {
    Duration timeout = sessionTimeout == null ? fallback : sessionTimeout;
    if (timeout.compareTo(SHORTEST_SESSION) < 0) {
      throw usage("--session-timeout is less than 1s");
    }
    return timeout;
  }

  /** Checks a path before anything is connected: a client would refuse it only afterwards. */
  String check(String path) {
    try {
      if (!namespace.isEmpty()) {
        var unused = Paths.join("", namespace);
      }
      var unused = Paths.join(namespace, path);
      return path;
    } catch (IllegalArgumentException e) {
      throw usage(Failures.line(e));
    }
  }

  /** Connects to the store, waiting for it no longer than a session would last. */
  Connection open() {
    return open(uri(), connectTimeout());
  }

  /** What a command does that may have to wait. */
  @FunctionalInterface
  interface Wait {
    int run(CoordinationClient client, Signals signals) throws InterruptedException;
  }

  /**
   * Connects, and does what may have to wait, until a signal ends the wait.
   *
   * @return the exit code
   */
  int untilSignal(Wait command) {
    try (Connection connection = open()) {
      Signals signals = Signals.install();
      try {
        return command.run(connection.client(), signals);
      } catch (InterruptedException e) {
        return ExitCode.ofSignal(signals.received());
      }
    }
  }

  /**
   * Connects to a server of this program's own: it is there, and slow only because many processes
   * start at once.
   */
  Connection openOwn(URI uri) {
    return open(uri, OWN_CONNECT);
  }

  private Connection open(URI uri, Duration connectTimeout) {
    try {
      CoordinationProvider provider = CoordinationProvider.forUri(uri);
      return new Connection(provider.connect(uri, settings(connectTimeout)), namespace);
    } catch (IllegalArgumentException e) {
      throw usage(Failures.line(e));
    }
  }

  URI uri() {
    String target = connect != null ? connect : environment().orElse("127.0.0.1:2181");
    boolean isUri = target.contains("://") || target.matches("[a-z]+:[^0-9].*");
    if (isUri && backend != null) {
      throw usage("--backend beside a URI, which names its backend itself: " + target);
    }
    try {
      return new URI(isUri ? target : scheme() + "://" + target);
    } catch (URISyntaxException e) {
      throw usage("neither HOST:PORT,... nor a URI: " + target);
    }
  }

  /** The URI of a server of our own, for the backend that was chosen. */
  URI ownUri(String address) {
    if (connect != null) {
      throw usage("--connect: this command brings its own server");
    }
    return URI.create(scheme() + "://" + address);
  }

  private String scheme() {
    return (backend == null ? Backend.ZK_RAW : backend).scheme;
  }

  private static Optional<String> environment() {
    return Optional.ofNullable(System.getenv("COORD_CONNECT")).filter(value -> !value.isEmpty());
  }

  private Settings settings(Duration connectTimeout) {
    return new Settings(Optional.ofNullable(identifier), sessionTimeout(), connectTimeout);
  }

  private Duration connectTimeout() {
    return Collections.min(
        List.of(LONGEST_CONNECT, Collections.max(List.of(SHORTEST_CONNECT, sessionTimeout()))));
  }

  private ParameterException usage(String message) {
    return new ParameterException(requireNonNull(spec).commandLine(), message);
  }

  /** Reads the values of {@code --backend}. */
  static final class BackendConverter implements ITypeConverter<Backend> {

    @Override
    public Backend convert(String value) {
      return Stream.of(Backend.values())
          .filter(backend -> backend.label.equals(value))
          .findFirst()
          .orElseThrow(
              () -> new TypeConversionException("'%s' is not zk-raw or curator".formatted(value)));
    }
  }
}
