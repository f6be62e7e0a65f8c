package dev.coordination.inmemory;

import dev.coordination.CoordinationClient;
import dev.coordination.spi.CoordinationProvider;
import dev.coordination.support.Identifiers;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Spaces by name, for tools that choose a backend by URI: all clients of {@code inmemory:name} in
 * this JVM meet in one space of real time, which lives as long as the JVM does.
 */
public final class InMemoryProvider implements CoordinationProvider {

  private static final String SCHEME = "inmemory";
  private static final Map<String, InMemoryCoordination> SPACES = new ConcurrentHashMap<>();

  /** For the service loader. */
  public InMemoryProvider() {}

  @Override
  public String scheme() {
    return SCHEME;
  }

  @Override
  public CoordinationClient connect(URI uri, Settings settings) {
    InMemoryCoordination space =
        SPACES.computeIfAbsent(name(uri), name -> InMemoryCoordination.create());
    String identifier = settings.identifier().orElseGet(Identifiers::unique);
    return space.connect(identifier, settings.sessionTimeout());
  }

  private static String name(URI uri) {
    String name = uri.getSchemeSpecificPart();
    if (!SCHEME.equals(uri.getScheme()) || name.contains("/")) {
      throw new IllegalArgumentException("not of the form inmemory:name: " + uri);
    }
    return name;
  }
}
