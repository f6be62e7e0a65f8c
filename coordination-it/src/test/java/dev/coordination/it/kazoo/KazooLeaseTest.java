package dev.coordination.it.kazoo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.Lease;
import dev.coordination.it.Backend;
import dev.coordination.tck.TckClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Leases of Python and Java, which see each other's. */
class KazooLeaseTest extends KazooTest {

  private static final Duration LONG = Duration.ofMinutes(10);

  /** More than twice the skew that the clients here are made with. */
  private static final Duration BRIEF = Duration.ofMillis(500);

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int COUNT = 2;

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
    until(() -> python.lease(path, "python", BRIEF));
    assertThat(lease.isHeld()).isFalse();
    long before = token(path);
    List<Lease> granted = new ArrayList<>();
    until(() -> java.tryAcquire().map(granted::add).orElse(false));
    assertThat(granted.get(0).fencingToken()).isGreaterThan(before);
  }

  @ParameterizedTest
  @EnumSource
  void aDeadPythonIsSucceededWhenItsTimeIsUp(Backend backend) {
    var python = python(Duration.ofSeconds(3));
    var java = java(backend, "java").nonBlockingLease(path, LONG);
    assertThat(python.lease(path, "python", BRIEF.multipliedBy(2))).isTrue();
    python.kill();
    List<Lease> granted = new ArrayList<>();
    until(() -> java.tryAcquire().map(granted::add).orElse(false));
    assertThat(granted.get(0).isHeld()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void aDeadJavaIsSucceededWhenItsTimeIsUp(Backend backend) {
    var python = python();
    TckClient java = mortalJava(backend, "java");
    Lease lease = java.client().nonBlockingLease(path, BRIEF).tryAcquire().orElseThrow();
    java.kill();
    until(() -> python.lease(path, "python", LONG));
    assertThat(lease.isHeld()).isFalse();
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

  /** Asks again and again; each asking takes its time. */
  private static void until(BooleanSupplier granted) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!granted.getAsBoolean()) {
      assertThat(System.nanoTime() - end).as("time over").isNegative();
    }
  }

  private long token(String of) {
    Stat stat = new Stat();
    assertThat(new String(onlooker.read(of + "/lease_holder", stat), UTF_8)).startsWith("{");
    return stat.getCzxid();
  }

  @ParameterizedTest
  @EnumSource
  void slotsOfTheDeadAreFreeWhenTheirTimeIsUp(Backend backend) {
    var dying = python(Duration.ofSeconds(3));
    var mortal = mortalJava(backend, "mortal");
    Duration time = BRIEF.multipliedBy(4);
    assertThat(dying.multiLease(path, "dying", COUNT, time)).isTrue();
    Lease lost =
        mortal.client().multiNonBlockingLease(path, COUNT, time).tryAcquireAny().orElseThrow();
    assertThat(lost.path()).isEqualTo(path + "/1");
    dying.kill();
    mortal.kill();

    var python = python();
    until(() -> python.multiLease(path, "python", COUNT, LONG));
    var java = java(backend, "java").multiNonBlockingLease(path, COUNT, LONG);
    List<Lease> granted = new ArrayList<>();
    until(() -> java.tryAcquireAny().map(granted::add).orElse(false));
    assertThat(lost.isHeld()).isFalse();
    assertThat(python.multiLease(path, "third", COUNT, LONG)).isFalse();
  }
}
