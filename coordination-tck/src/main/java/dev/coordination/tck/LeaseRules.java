package dev.coordination.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.Lease;
import dev.coordination.NonBlockingLease;
import dev.coordination.tck.StoreInspector.StoredLease;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** How tests ask for leases, and how they look at them. */
abstract class LeaseRules extends TckTest {

  /** Longer than any test. */
  static final Duration LONG = Duration.ofHours(1);

  /** What nobody takes for a lease. */
  static final List<String> NO_LEASES =
      List.of(
          "",
          "no lease",
          "{\"version\": 2, \"holder\": \"X\", \"end\": \"2000-01-01T00:00:00\"}",
          "{\"version\": 1, \"holder\": \"X\"}");

  LeaseRules() {}

  /** So short that a test can wait for its end. */
  final Duration brief() {
    return harness().clockSkew().multipliedBy(3);
  }

  final String path() {
    return path("lease");
  }

  final NonBlockingLease lease(Actor actor, Duration duration) {
    return actor.client().nonBlockingLease(path(), duration);
  }

  /** Makes a call that must be answered, and remembers what it grants. */
  final Optional<Lease> asks(Actor actor, NonBlockingLease lease) {
    return await(startAsking(actor, lease));
  }

  final Call<Optional<Lease>> startAsking(Actor actor, NonBlockingLease lease) {
    return actor.start(
        "asks for " + lease.path(),
        () -> lease.tryAcquire().map(granted -> stage().own(actor, granted)));
  }

  final Lease takes(Actor actor, Duration duration) {
    return asks(actor, lease(actor, duration))
        .orElseThrow(() -> new AssertionError(actor + " is refused; there is " + stored()));
  }

  final void isRefused(Actor actor) {
    Optional<Lease> granted = asks(actor, lease(actor, LONG));
    granted.ifPresent(
        lease -> {
          throw new AssertionError(say(lease) + " was granted");
        });
  }

  /** Takes a lease that ends soon: so that rounding its end up does not make it last longer. */
  final Lease takesBriefly(Actor actor) {
    Instant end = actor.wallClock().plus(brief());
    Duration rest = Duration.between(end, end.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1));
    harness().jumpWallClock(rest.multipliedBy(9).dividedBy(10));
    return takes(actor, brief());
  }

  final boolean renews(Actor actor, Lease lease) {
    return actor.<Boolean>call("renews", lease::renew);
  }

  final Optional<StoredLease> stored() {
    return store().lease(path());
  }

  final void isStored(Lease lease) {
    StoredLease expected =
        new StoredLease(lease.identifier(), lease.expiresAt(), lease.fencingToken());
    assertEquals(Optional.of(expected), store().lease(lease.path()), () -> say(lease));
  }

  /** Lets time pass until the client is granted the lease that another one had. */
  final Lease takesOver(Actor actor, Duration duration, Lease former) {
    NonBlockingLease lease = lease(actor, duration);
    Lease[] granted = {null};
    eventually(
        () -> actor + " is not granted what " + say(former) + " left",
        () -> {
          Optional<Lease> asked = asks(actor, lease);
          asked.ifPresent(
              taken -> {
                assertTrue(former.state().isFinal(), () -> say(taken) + " overlaps " + say(former));
                granted[0] = taken;
              });
          return asked.isPresent();
        });
    return granted[0];
  }

  /** Lets time pass until the handle has given up, and everybody else takes the lease for free. */
  final void runsOut(Actor actor, Lease lease) {
    Instant free = lease.expiresAt().plus(harness().clockSkew());
    eventually(() -> say(lease) + " does not run out", () -> actor.wallClock().isAfter(free));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
