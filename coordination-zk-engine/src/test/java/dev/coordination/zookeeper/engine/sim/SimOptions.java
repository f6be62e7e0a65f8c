package dev.coordination.zookeeper.engine.sim;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * How a simulated world is made.
 *
 * @param servers how many servers; the first is the leader
 * @param tick the servers' tick: sessions have 2 to 20 of them and expire at one
 * @param sessionTimeout what clients ask for
 * @param delay how long everything takes on the wire, in one direction
 * @param callbacks on which users' futures complete
 */
public record SimOptions(
    int servers, Duration tick, Duration sessionTimeout, Duration delay, Executor callbacks) {

  /** One server, a tick of 2 s, sessions of 10 s, no delay, callbacks in the delivery context. */
  public static SimOptions defaults() {
    return new SimOptions(
        1, Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ZERO, Runnable::run);
  }

  public SimOptions withServers(int count) {
    return new SimOptions(count, tick, sessionTimeout, delay, callbacks);
  }

  public SimOptions withTick(Duration duration) {
    return new SimOptions(servers, duration, sessionTimeout, delay, callbacks);
  }

  public SimOptions withSessionTimeout(Duration duration) {
    return new SimOptions(servers, tick, duration, delay, callbacks);
  }

  public SimOptions withDelay(Duration oneWay) {
    return new SimOptions(servers, tick, sessionTimeout, oneWay, callbacks);
  }

  public SimOptions withCallbacks(Executor executor) {
    return new SimOptions(servers, tick, sessionTimeout, delay, executor);
  }
}
