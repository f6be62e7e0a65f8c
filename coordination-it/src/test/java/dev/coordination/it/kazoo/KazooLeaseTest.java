package dev.coordination.it.kazoo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.Lease;
import dev.coordination.it.Backend;
import dev.coordination.it.Bounded;
import dev.coordination.tck.TckClient;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Leases of Python and Java, which see each other's. */
class KazooLeaseTest extends KazooTest {

  private static final Duration LONG = Duration.ofMinutes(10);

  /** More than twice the skew that the clients here are made with. */
  private static final Duration BRIEF = Duration.ofMillis(500);

  private static final int COUNT = 2;
  private static final int ROUNDS = 25;

  @ParameterizedTest
  @EnumSource
  void javaRespectsPython(Backend backend) {
    var python = python();
    assertThat(python.lease(path, "python \u00e4\"", LONG)).isTrue();
    var java = mortalJava(backend, "java");
    var lease = java.client().nonBlockingLease(path, LONG);
    assertThat(lease.tryAcquire()).isEmpty();
    assertThat(lease.holder()).contains("python \u00e4\"");
    long before = token(path);
    java.jumpWallClock(LONG.plusSeconds(2));

    assertThat(lease.holder()).isEmpty();
    assertThat(lease.tryAcquire().orElseThrow().fencingToken()).isGreaterThan(before);
    assertThat(python.lease(path, "python", LONG)).isFalse();
    assertThat(lease.holder()).contains("java");
  }

  @ParameterizedTest
  @EnumSource
  void pythonRespectsJava(Backend backend) {
    var python = python();
    Lease lease =
        java(backend, "java \u00e4\"").nonBlockingLease(path, LONG).tryAcquire().orElseThrow();
    assertThat(python.lease(path, "python", LONG)).isFalse();
    assertThat(lease.renew()).isTrue();
    lease.release();
    assertThat(python.lease(path, "python", LONG)).isTrue();
    assertThat(lease.renew()).isFalse();
    assertThat(token(path)).isGreaterThan(lease.fencingToken());
    assertThat(onlooker.awaitInLine(path, 1)).as("no lock nodes").containsExactly("lease_holder");
  }

  @ParameterizedTest
  @EnumSource
  void oneIdentifierRenewsInBothLanguages(Backend backend) {
    var python = python();
    var java = java(backend, "shared");
    assertThat(python.lease(path, "shared", LONG)).isTrue();
    Lease lease = java.nonBlockingLease(path, LONG).tryAcquire().orElseThrow();
    assertThat(lease.fencingToken()).isEqualTo(token(path));
    assertThat(python.lease(path, "shared", LONG.multipliedBy(2))).isTrue();
    Lease again = java.nonBlockingLease(path, LONG).tryAcquire().orElseThrow();
    assertThat(again.fencingToken()).as("kazoo makes the node anew").isEqualTo(token(path));
    assertThat(again.expiresAt()).isAfter(Instant.now().plus(LONG).plusSeconds(60));
    assertThat(lease.renew()).isFalse();
    again.release();
    assertThat(python.lease(path, "other", LONG)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void theyTakeTurns(Backend backend) {
    var python = python();
    var java = java(backend, "java").nonBlockingLease(path, BRIEF);
    Lease lease = java.tryAcquire().orElseThrow();
    until("granted", () -> python.lease(path, "python", BRIEF));
    assertThat(lease.isHeld()).isFalse();
    long before = token(path);
    List<Lease> granted = new ArrayList<>();
    until("granted", () -> java.tryAcquire().map(granted::add).orElse(false));
    assertThat(granted.get(0).fencingToken()).isGreaterThan(before);
  }

  @ParameterizedTest
  @EnumSource
  void aDeadPythonIsSucceededWhenItsTimeIsUp(Backend backend) {
    var python = python(SHORT_SESSION);
    var java = java(backend, "java").nonBlockingLease(path, LONG);
    assertThat(python.lease(path, "python", BRIEF.multipliedBy(4))).isTrue();
    var end = writtenEnd();
    python.kill();
    until("granted", () -> java.tryAcquire().isPresent());
    assertThat(Instant.now()).isAfterOrEqualTo(end);
  }

  @ParameterizedTest
  @EnumSource
  void aDeadJavaIsSucceededWhenItsTimeIsUp(Backend backend) {
    var python = python();
    TckClient java = mortalJava(backend, "java");
    assertThat(java.client().nonBlockingLease(path, BRIEF).tryAcquire()).isPresent();
    var end = writtenEnd();
    java.kill();
    until("granted", () -> python.lease(path, "python", LONG));
    assertThat(Instant.now()).isAfterOrEqualTo(end);
  }

  @Test
  void oneOfManyWhoAskAtOnceObtainsIt() {
    var pythons = pythons(2);
    var raw = java(Backend.RAW, "raw");
    var curator = java(Backend.CURATOR, "curator");
    for (int i = 0; i < ROUNDS; i++) {
      var one = path + "/one-" + i;
      assertThat(
              winners(
                  List.of(
                      () -> pythons.get(0).lease(one, "python 1", LONG),
                      () -> pythons.get(1).lease(one, "python 2", LONG),
                      () -> raw.nonBlockingLease(one, LONG).tryAcquire().isPresent(),
                      () -> curator.nonBlockingLease(one, LONG).tryAcquire().isPresent())))
          .isEqualTo(1);
    }
  }

  @Test
  void asManyAsThereAreSlotsObtainOneAtOnce() {
    var pythons = pythons(2);
    var raw = java(Backend.RAW, "raw");
    var curator = java(Backend.CURATOR, "curator");
    for (int i = 0; i < ROUNDS; i++) {
      var many = path + "/many-" + i;
      assertThat(
              winners(
                  List.of(
                      () -> pythons.get(0).multiLease(many, "python 1", COUNT, LONG),
                      () -> pythons.get(1).multiLease(many, "python 2", COUNT, LONG),
                      () ->
                          raw.multiNonBlockingLease(many, COUNT, LONG).tryAcquireAny().isPresent(),
                      () ->
                          curator
                              .multiNonBlockingLease(many, COUNT, LONG)
                              .tryAcquireAny()
                              .isPresent())))
          .isEqualTo(COUNT);
    }
  }

  private static long winners(List<Callable<Boolean>> asking) {
    return Bounded.all(asking).stream().filter(won -> won).count();
  }

  /** Renewed twice in a second or not, what counts is the second that is written. */
  @ParameterizedTest
  @EnumSource
  void pythonIsFreeToTakeAtTheSecondThatIsWritten(Backend backend) {
    var python = python();
    Lease lease = java(backend, "java").nonBlockingLease(path, LONG).tryAcquire().orElseThrow();
    assertThat(lease.renew()).isTrue();
    assertThat(lease.renew()).as("within a second").isTrue();
    var end = LocalDateTime.ofInstant(writtenEnd(), ZoneOffset.UTC);
    assertThat(python.leaseAt(path, "python", LONG, end.minusNanos(1000))).isFalse();
    assertThat(python.leaseAt(path, "python", LONG, end)).isTrue();
    assertThat(lease.renew()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void slotsAreShared(Backend backend) {
    var python = python();
    var java = java(backend, "java").multiNonBlockingLease(path, COUNT, LONG);
    var other = java(backend, "other").multiNonBlockingLease(path, COUNT, LONG);
    assertThat(python.multiLease(path, "python", COUNT, LONG)).isTrue();
    Lease lease = java.tryAcquireAny().orElseThrow();
    assertThat(lease.path()).isEqualTo(path + "/1");
    assertThat(other.tryAcquireAny()).isEmpty();
    assertThat(java.tryAcquireAll()).isEmpty();
    assertThat(python.multiLease(path, "third", COUNT, LONG)).isFalse();
    assertThat(python.multiLease(path, "python", COUNT, LONG)).isTrue();
    lease.release();
    assertThat(python.multiLease(path, "third", COUNT, LONG)).isTrue();
    assertThat(other.tryAcquireAny()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void allSlotsExcludePython(Backend backend) {
    var python = python();
    Lease all =
        java(backend, "java")
            .multiNonBlockingLease(path, COUNT, LONG)
            .tryAcquireAll()
            .orElseThrow();
    assertThat(python.multiLease(path, "python", COUNT, LONG)).isFalse();
    all.release();
    assertThat(python.multiLease(path, "python", COUNT, LONG)).isTrue();
    assertThat(python.lease(path + "/1", "python", LONG)).isTrue();
  }

  private long token(String of) {
    Stat stat = new Stat();
    assertThat(new String(onlooker.read(of + "/lease_holder", stat), UTF_8)).startsWith("{");
    return stat.getCzxid();
  }

  @ParameterizedTest
  @EnumSource
  void slotsOfTheDeadAreFreeWhenTheirTimeIsUp(Backend backend) {
    var dying = python(SHORT_SESSION);
    var mortal = mortalJava(backend, "mortal");
    assertThat(dying.multiLease(path, "dying", COUNT, LONG)).isTrue();
    Lease lost =
        mortal.client().multiNonBlockingLease(path, COUNT, LONG).tryAcquireAny().orElseThrow();
    assertThat(lost.path()).isEqualTo(path + "/1");
    dying.kill();
    mortal.kill();
    var python = python();
    assertThat(python.multiLease(path, "python", COUNT, LONG)).isFalse();

    var over = LONG.plusSeconds(2);
    var later = LocalDateTime.now(ZoneOffset.UTC).plus(over);
    mortal.jumpWallClock(over);
    var java = mortalJava(backend, "java");
    java.jumpWallClock(over);

    assertThat(python.multiLeaseAt(path, "python", COUNT, LONG, later)).isTrue();
    assertThat(java.client().multiNonBlockingLease(path, COUNT, LONG).tryAcquireAny()).isPresent();
    assertThat(python.multiLeaseAt(path, "third", COUNT, LONG, later)).isFalse();
  }
}
