package dev.coordination.zookeeper.engine.client;

import java.net.URI;

/**
 * What a URI of the form {@code scheme://host:port,host:port/root} says.
 *
 * @param servers the servers, as in a connect string
 * @param root the path, without a trailing slash; empty for none
 */
public record StoreUri(String servers, String root) {

  /**
   * Reads a URI.
   *
   * @param uri the URI
   * @return its parts
   * @throws IllegalArgumentException if it names no server, or more than servers and a root
   */
  public static StoreUri parse(URI uri) {
    String servers = uri.getRawAuthority();
    String path = uri.getPath();
    if (servers == null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "not of the form %s://host:port,host:port/root: %s".formatted(uri.getScheme(), uri));
    }
    return new StoreUri(servers, path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
  }
}
