package dev.coordination.zookeeper.engine.client;

import static java.util.Objects.requireNonNull;

import dev.coordination.CoordinationClient;
import dev.coordination.support.Identifiers;
import dev.coordination.support.Paths;
import dev.coordination.zookeeper.engine.EngineClient;
import dev.coordination.zookeeper.engine.EngineOptions;
import dev.coordination.zookeeper.engine.ZnodeTransport;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What can be chosen for a client on ZooKeeper, however it is connected. A builder is not
 * thread-safe and can be used again: each use makes another client.
 *
 * @param <B> the type of the builder
 */
public abstract class ClientBuilder<B extends ClientBuilder<B>> {

  private @Nullable String identifier;
  private @Nullable Executor callbackExecutor;
  private Duration operationTimeout;
  private Duration connectTimeout;
  private Duration tickAllowance;
  private List<String> contenderPatterns;
  private Duration clockSkew;
  private InstantSource wallClock;

  /** Begins with the defaults. */
  protected ClientBuilder() {
    EngineOptions defaults = EngineOptions.defaults("");
    operationTimeout = defaults.operationTimeout();
    connectTimeout = defaults.connectTimeout();
    tickAllowance = defaults.tickAllowance();
    contenderPatterns = defaults.contenderPatterns();
    clockSkew = defaults.clockSkew();
    wallClock = defaults.wallClock();
  }

  /** Returns this builder. */
  protected abstract B self();

  /**
   * Chooses the name under which the client is listed where its holds and waits are shown. Default:
   * host, process and a random suffix.
   *
   * @param identifier any string without unpaired surrogates; may be empty
   * @return this builder
   * @throws IllegalArgumentException if the identifier is not encodable
   */
  public B identifier(String identifier) {
    this.identifier = Paths.checkIdentifier(identifier);
    return self();
  }

  /**
   * Bounds the calls that wait for the store only, and for no other client. Default: the session
   * timeout that the servers granted.
   *
   * @param timeout how long such a call takes at most
   * @return this builder
   * @throws IllegalArgumentException if it is not positive
   */
  public B operationTimeout(Duration timeout) {
    operationTimeout = positive(timeout);
    return self();
  }

  /**
   * Bounds the wait for the first session. Default: 15 seconds.
   *
   * @param timeout how long making the client takes at most
   * @return this builder
   * @throws IllegalArgumentException if it is not positive
   */
  public B connectTimeout(Duration timeout) {
    connectTimeout = positive(timeout);
    return self();
  }

  /**
   * Says how long a server may take to pass on to its leader which sessions it has heard from: half
   * of the ensemble's {@code tickTime}, and a margin. Holds rely on it as on the rate of the
   * clocks. Default: 1.25 seconds, for the usual {@code tickTime} of 2 seconds.
   *
   * @param allowance how long
   * @return this builder
   * @throws IllegalArgumentException if it is not positive
   */
  public B tickAllowance(Duration allowance) {
    tickAllowance = positive(allowance);
    return self();
  }

  /**
   * Chooses where the futures of this client complete, and so where the code runs that hangs on
   * them. The client never shuts it down. It may run its tasks on the spot, and block: that delays
   * completions, and nothing else. A completion that it rejects is run by the JVM's common pool
   * instead. Default: daemon threads of the client's own, as many as are needed, which end with it.
   *
   * @param executor the executor
   * @return this builder
   */
  public B callbackExecutor(Executor executor) {
    callbackExecutor = requireNonNull(executor);
    return self();
  }

  /**
   * Names what other software puts into the nodes of its contenders, so that they count in the same
   * line: what stands before the number that ZooKeeper appends. Those of kazoo, and of this
   * library, always count.
   *
   * @param suffixes for instance {@code "-lock-"}
   * @return this builder
   * @throws IllegalArgumentException if one is empty
   */
  public B contenderPatterns(String... suffixes) {
    List<String> patterns = List.of(suffixes);
    if (patterns.contains("")) {
      throw new IllegalArgumentException("an empty pattern would match every node");
    }
    contenderPatterns = patterns;
    return self();
  }

  /**
   * Says by how much the wall clock of anybody who shares a lease may be wrong: that of this
   * process, of every other, and of kazoo's clients. Default: one second.
   *
   * @param skew how much; of two clocks one may be ahead by this, and the other behind
   * @return this builder
   * @throws IllegalArgumentException if it is negative
   */
  public B clockSkew(Duration skew) {
    if (skew.isNegative()) {
      throw new IllegalArgumentException("a negative clock skew: " + skew);
    }
    clockSkew = skew;
    return self();
  }

  /**
   * Chooses the wall clock, which only leases look at. Default: the machine's.
   *
   * @param clock the clock
   * @return this builder
   */
  public B wallClock(InstantSource clock) {
    wallClock = requireNonNull(clock);
    return self();
  }

  /** Returns what was chosen for the first connection. */
  protected final Duration connectTimeout() {
    return connectTimeout;
  }

  /** Returns what was chosen for callbacks, or null. */
  protected final @Nullable Executor callbackExecutor() {
    return callbackExecutor;
  }

  /** Opens a client over a transport; the transport is closed with it, or if this fails. */
  protected final CoordinationClient open(ZnodeTransport transport) {
    try {
      return EngineClient.open(transport, options());
    } catch (RuntimeException e) {
      transport.close();
      throw e;
    }
  }

  /** Checks a time that must not be zero. */
  protected static Duration positive(Duration duration) {
    if (duration.isZero() || duration.isNegative()) {
      throw new IllegalArgumentException("not positive: " + duration);
    }
    return duration;
  }

  private EngineOptions options() {
    return new EngineOptions(
        identifier == null ? Identifiers.unique() : identifier,
        operationTimeout,
        connectTimeout,
        tickAllowance,
        contenderPatterns,
        clockSkew,
        wallClock);
  }
}
