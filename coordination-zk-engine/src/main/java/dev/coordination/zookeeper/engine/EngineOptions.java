package dev.coordination.zookeeper.engine;

import java.time.Duration;
import java.time.InstantSource;
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
 * @param clockSkew by how much the wall clock of anybody who shares a lease may be wrong
 * @param wallClock the wall clock, which only leases look at
 */
public record EngineOptions(
    String identifier,
    Duration operationTimeout,
    Duration connectTimeout,
    Duration tickAllowance,
    List<String> contenderPatterns,
    Duration clockSkew,
    InstantSource wallClock) {

  private static final Duration CLOCK_SKEW = Duration.ofSeconds(1);

  /** Copies the patterns. */
  public EngineOptions {
    contenderPatterns = List.copyOf(contenderPatterns);
  }

  /**
   * Takes the machine's wall clock, right within a second.
   *
   * @param identifier the name shown to others
   * @param operationTimeout bounds the calls that wait for no one; zero means the session timeout
   * @param connectTimeout bounds the wait for the first session
   * @param tickAllowance how long a server may take to pass on what it has heard
   * @param contenderPatterns further node-name suffixes that count as contenders of a lock
   */
  public EngineOptions(
      String identifier,
      Duration operationTimeout,
      Duration connectTimeout,
      Duration tickAllowance,
      List<String> contenderPatterns) {
    this(
        identifier,
        operationTimeout,
        connectTimeout,
        tickAllowance,
        contenderPatterns,
        CLOCK_SKEW,
        InstantSource.system());
  }

  /**
   * Returns these options with another wall clock.
   *
   * @param skew by how much it, or anybody's, may be wrong
   * @param clock the clock
   * @return the options
   */
  public EngineOptions withWallClock(Duration skew, InstantSource clock) {
    return new EngineOptions(
        identifier,
        operationTimeout,
        connectTimeout,
        tickAllowance,
        contenderPatterns,
        skew,
        clock);
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
