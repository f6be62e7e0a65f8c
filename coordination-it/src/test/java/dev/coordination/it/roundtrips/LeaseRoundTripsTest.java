package dev.coordination.it.roundtrips;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.it.Backend;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What leases cost through a slow link, in round trips. */
class LeaseRoundTripsTest {

  private static final Duration LONG = Duration.ofHours(1);
  private static final AtomicInteger PATHS = new AtomicInteger();
  private static final Table TABLE = new Table();

  private final String path = "/lease-round-trips-" + PATHS.incrementAndGet();

  @AfterAll
  static void printTable() {
    System.out.println(TABLE);
  }

  @ParameterizedTest
  @EnumSource
  void newAndRenewed(Backend backend) {
    try (var clients = new SlowClients(backend, 1)) {
      var lease = clients.get(0).nonBlockingLease(path, LONG);
      lease.tryAcquire().orElseThrow().release(); // makes the path
      TABLE.judge(
          Operation.LEASE_NEW,
          backend,
          clients.median(
              watch -> {
                watch.start();
                var granted = lease.tryAcquire();
                watch.stop();
                granted.orElseThrow().release();
              }));
      var granted = lease.tryAcquire().orElseThrow();
      TABLE.judge(
          Operation.LEASE_RENEW,
          backend,
          clients.median(
              watch -> {
                watch.start();
                var renewed = granted.renew();
                watch.stop();
                assertThat(renewed).isTrue();
              }));
    }
  }

  @ParameterizedTest
  @EnumSource
  void refused(Backend backend) {
    try (var clients = new SlowClients(backend, 2)) {
      var granted = clients.get(0).nonBlockingLease(path, LONG).tryAcquire().orElseThrow();
      TABLE.judge(
          Operation.LEASE_REFUSED,
          backend,
          clients.median(
              watch -> {
                // a new object each time, which does not know that it will be refused
                var lease = clients.get(1).nonBlockingLease(path, LONG);
                watch.start();
                var refused = lease.tryAcquire();
                watch.stop();
                assertThat(refused).isEmpty();
              }));
      assertThat(granted.isHeld()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void allOfSeveral(Backend backend) {
    try (var clients = new SlowClients(backend, 1)) {
      var leases = clients.get(0).multiNonBlockingLease(path, 5, LONG);
      leases.tryAcquireAll().orElseThrow().release(); // makes the paths
      TABLE.judge(
          Operation.LEASE_ALL,
          backend,
          clients.median(
              watch -> {
                watch.start();
                var granted = leases.tryAcquireAll();
                watch.stop();
                granted.orElseThrow().release();
              }));
    }
  }
}
