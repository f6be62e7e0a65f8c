package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.ClaimedItem;
import dev.coordination.Codec;
import dev.coordination.support.Acquisition;
import dev.coordination.support.BarrierWait;
import dev.coordination.support.Deadline;
import dev.coordination.support.Scheduler;
import dev.coordination.support.ScopedClient;
import dev.coordination.zookeeper.engine.sim.SimClient;
import dev.coordination.zookeeper.engine.sim.SimOptions;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A client on a session that is somebody else's, and goes on when the client is closed: what was
 * under way then must not stay in the store for as long as that session lives.
 */
final class LentSessionTest {

  private static final Duration ONE_WAY = Duration.ofMillis(10);

  private final SimulatedZooKeeper zooKeeper = SimulatedZooKeeper.automatic(SimOptions.defaults());
  private final SimClient lender = zooKeeper.newClient("lender");
  private final Lent transport = new Lent(lender.transport());
  private final AtomicInteger ids = new AtomicInteger();
  private final ScopedClient client =
      EngineClient.openNow(transport, EngineOptions.defaults("a"), this::newId);

  private String newId() {
    return "%032x".formatted(ids.incrementAndGet());
  }

  @Test
  void aContenderWhoseReplyIsLostBehindTheEndIsRemoved() {
    zooKeeper.create("/line", new byte[0]);
    zooKeeper.delay(ONE_WAY);
    lender.dropWriteReply(1);
    var asked = client.lock("/line").acquireAsync();
    zooKeeper.advance(ONE_WAY);
    assertThat(zooKeeper.children("/line")).as("created").hasSize(1);
    asked.cancel(false);
    closeSession();
    assertThat(transport.closed).as("closed before the contender is gone").isFalse();
    zooKeeper.advance(Duration.ofSeconds(5));
    assertThat(zooKeeper.children("/line")).isEmpty();
    assertThat(transport.closed).isTrue();
  }

  @Test
  void aClaimWhoseReplyIsLostBehindTheEndIsGivenBack() {
    var queue = (EngineLockingQueue<String>) client.lockingQueue("/queue", Codec.utf8());
    queue.put("item");
    queue.enqueue(Deadline.NEVER, Set.of()).join().orElseThrow().release();
    zooKeeper.delay(ONE_WAY);
    lender.dropWriteReply(1);
    var asked = queue.enqueue(Deadline.NEVER, Set.of());
    for (int i = 0; zooKeeper.children("/queue/taken").isEmpty(); i++) {
      assertThat(i).as("ways until it is claimed").isLessThan(10);
      zooKeeper.advance(ONE_WAY);
    }
    asked.fail(new CancellationException());
    closeSession();
    zooKeeper.advance(Duration.ofSeconds(5));
    assertThat(zooKeeper.children("/queue/taken")).isEmpty();
    assertThat(transport.closed).isTrue();
  }

  /** What was answered an allowance before a transaction, that transaction proves. */
  @Test
  void whenItsAgeIsUnknownAClaimWaitsForOneProof() {
    Lent old = new Lent(zooKeeper.newClient("other").transport());
    old.ageIsKnown = false;
    ScopedClient other = EngineClient.openNow(old, EngineOptions.defaults("b"), this::newId);
    var queue = (EngineLockingQueue<String>) other.lockingQueue("/queue", Codec.utf8());
    queue.put("item");
    var asked = queue.enqueue(Deadline.NEVER, Set.of());
    Duration allowance = EngineOptions.defaults("b").tickAllowance();
    zooKeeper.advance(allowance.minusMillis(1));
    assertThat(asked.isSettled()).as("granted before the session is known to live").isFalse();
    zooKeeper.advance(Duration.ofMillis(2));
    assertThat(asked.isSettled()).as("granted with the first proof").isTrue();
  }

  /** Just after an outage so little is certain that what were granted would be lost at once. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8})
  void afterAnOutageWhoWaitsIsGrantedWhatLasts(int tenths) {
    SimClient link = zooKeeper.newClient("other");
    Lent old = new Lent(link.transport());
    old.ageIsKnown = false;
    ScopedClient other = EngineClient.openNow(old, EngineOptions.defaults("b"), this::newId);
    Duration timeout = SimOptions.defaults().sessionTimeout();
    var held = client.lock("/lock").acquireAsync().join();
    client.lockingQueue("/queue", Codec.utf8()).put("item");
    var claimed = claim(client).join().orElseThrow();
    var waiting = other.lock("/lock").acquireAsync();
    var item = claim(other);
    zooKeeper.advance(timeout);
    link.cutLink();
    zooKeeper.advance(timeout.multipliedBy(tenths).dividedBy(10));
    link.restoreLink();
    held.release();
    claimed.release();
    for (Duration passed = Duration.ZERO; !waiting.isDone() || !item.isSettled(); ) {
      assertThat(passed).as("waited").isLessThan(timeout);
      passed = passed.plus(ONE_WAY);
      zooKeeper.advance(ONE_WAY);
    }
    assertThat(waiting.join().remaining()).isGreaterThan(timeout.dividedBy(4));
    assertThat(item.join().orElseThrow().remaining()).isGreaterThan(timeout.dividedBy(4));
  }

  private static Acquisition<ClaimedItem<String>> claim(ScopedClient taker) {
    var queue = (EngineLockingQueue<String>) taker.lockingQueue("/queue", Codec.utf8());
    return queue.enqueue(Deadline.NEVER, Set.of());
  }

  /** The first to come finds no barrier, and comes a second time with one of its own. */
  @Test
  void aWaitThatPutsTheBarrierUpIsRemoved() {
    zooKeeper.create("/barrier-__waiters__", new byte[0]);
    zooKeeper.delay(ONE_WAY);
    BarrierWait wait = new BarrierWait();
    BarrierWait.Visit visit = ((EngineBarrier) client.barrier("/barrier", 2)).visit(wait);
    visit.begin();
    for (int i = 0; zooKeeper.children("/barrier-__waiters__").isEmpty(); i++) {
      assertThat(i).as("ways until it is there").isLessThan(10);
      zooKeeper.advance(ONE_WAY);
    }
    visit.withdraw();
    closeSession();
    zooKeeper.advance(Duration.ofSeconds(5));
    assertThat(zooKeeper.children("/barrier-__waiters__")).isEmpty();
    assertThat(transport.closed).isTrue();
  }

  @Test
  void aParticipantThatIsLetInBehindTheEndIsRemovedWithItsMarker() {
    zooKeeper.create("/double", new byte[0]);
    zooKeeper.delay(ONE_WAY);
    var stay = ((EngineDoubleBarrier) client.doubleBarrier("/double", 1)).stay();
    BarrierWait wait = new BarrierWait();
    BarrierWait.Visit entrance = stay.entrance(wait);
    entrance.begin();
    for (int i = 0; zooKeeper.stat("/double/ready").isEmpty(); i++) {
      assertThat(i).as("ways until it is let in").isLessThan(10);
      zooKeeper.advance(ONE_WAY);
    }
    zooKeeper.advance(ONE_WAY); // it has been told, and nobody has taken up that it is inside
    assertThat(wait.hasPassed()).isTrue();
    entrance.withdraw();
    var unused = stay.abandon();
    closeSession();
    zooKeeper.advance(Duration.ofSeconds(5));
    assertThat(zooKeeper.children("/double")).isEmpty();
    assertThat(transport.closed).isTrue();
  }

  /** What closing the client does last, without waiting. */
  private void closeSession() {
    client.backend().closeSession(Deadline.after(transport.scheduler(), Duration.ZERO));
  }

  /** Leaves the session alone. */
  private static final class Lent implements ZnodeTransport {

    private final ZnodeTransport own;
    private boolean closed;
    private boolean ageIsKnown = true;

    Lent(ZnodeTransport own) {
      this.own = own;
    }

    @Override
    public void start(SessionListener listener, Executor delivery) {
      own.start(ageIsKnown ? listener : new OfUnknownAge(listener), delivery);
    }

    @Override
    public Scheduler scheduler() {
      return own.scheduler();
    }

    @Override
    public Executor callbackExecutor() {
      return own.callbackExecutor();
    }

    @Override
    public boolean ownsSession() {
      return false;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  /** When the session was made only its owner knows. */
  private record OfUnknownAge(SessionListener told) implements SessionListener {

    @Override
    public void established(ZnodeSession session, long sentNanos) {
      told.established(session, sentNanos - Duration.ofDays(3650).toNanos());
    }

    @Override
    public void suspended(ZnodeSession session) {
      told.suspended(session);
    }

    @Override
    public void resumed(ZnodeSession session, long sentNanos) {
      told.resumed(session, sentNanos - Duration.ofDays(3650).toNanos());
    }

    @Override
    public void ended(ZnodeSession session) {
      told.ended(session);
    }
  }
}
