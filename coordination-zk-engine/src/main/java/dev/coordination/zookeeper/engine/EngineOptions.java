package dev.coordination.zookeeper.engine;

import java.time.Duration;
import java.util.List;

/**
 * What an application can choose, whatever the transport.
 *
 * @param identifier the name shown to others
 * @param operationTimeout bounds the calls that wait for no one; zero means the session timeout
 * @param connectTimeout bounds the wait for the first session
 * @param tickAllowance how long a server may take to tell the leader which sessions it heard from:
 *     half a tick and a margin
 * @param contenderPatterns further node-name suffixes, before the number, that count as contenders
 *     of a lock
 */
public record EngineOptions(
    String identifier,
    Duration operationTimeout,
    Duration connectTimeout,
    Duration tickAllowance,
    List<String> contenderPatterns) {

  /** Copies the patterns. */
  public EngineOptions {
    contenderPatterns = List.copyOf(contenderPatterns);
  }

  /**
   * Returns the defaults under a given identifier.
   *
   * @param identifier the name shown to others
   * @return the options
   */
  public static EngineOptions defaults(String identifier) {
    return new EngineOptions(
        identifier, Duration.ZERO, Duration.ofSeconds(15), Duration.ofMillis(1250), List.of());
  }
}
