package dev.coordination.spi;

import dev.coordination.CoordinationClient;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * A backend that can be chosen by URI, found through {@link ServiceLoader}.
 *
 * <pre>{@code
 * CoordinationProvider provider = CoordinationProvider.forUri(URI.create("zookeeper://localhost:2181/app"));
 * try (CoordinationClient client = provider.connect(uri, CoordinationProvider.Settings.defaults())) {
 *   System.out.println(client.counter("/visits").increment());
 * }
 * }</pre>
 */
public interface CoordinationProvider {

  /**
   * Returns the URI scheme that this provider serves.
   *
   * @return the scheme, for instance {@code zookeeper}
   */
  String scheme();

  /**
   * Connects to the store that a URI names.
   *
   * @param uri the store, and optionally a root path
   * @param settings identifier and times
   * @return a client, to be closed by the caller
   * @throws IllegalArgumentException if the URI is not understood
   * @throws dev.coordination.ServiceUnavailableException if the store does not answer in time
   */
  CoordinationClient connect(URI uri, Settings settings);

  /**
   * Finds the provider for a URI's scheme.
   *
   * @param uri the URI
   * @return the provider
   * @throws IllegalArgumentException if no provider on the class or module path serves the scheme;
   *     the message lists those that are there
   */
  static CoordinationProvider forUri(URI uri) {
    List<CoordinationProvider> providers =
        ServiceLoader.load(CoordinationProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .toList();
    return providers.stream()
        .filter(provider -> provider.scheme().equals(uri.getScheme()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no backend for scheme '%s' in %s; present: %s"
                        .formatted(
                            uri.getScheme(),
                            uri,
                            providers.stream()
                                .map(CoordinationProvider::scheme)
                                .sorted()
                                .toList())));
  }

  /**
   * What every provider lets its caller choose.
   *
   * @param identifier the client's identifier, or empty for the backend's default
   * @param sessionTimeout the session timeout to ask for
   * @param connectTimeout how long to wait for the first connection
   */
  record Settings(Optional<String> identifier, Duration sessionTimeout, Duration connectTimeout) {

    /**
     * Returns the defaults: the backend's own identifier, 10 s and 15 s.
     *
     * @return the default settings
     */
    public static Settings defaults() {
      return new Settings(Optional.empty(), Duration.ofSeconds(10), Duration.ofSeconds(15));
    }
  }
}
