package dev.coordination.inmemory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.CoordinationClient;
import dev.coordination.DistributedLock;
import dev.coordination.Hold;
import dev.coordination.HoldState;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Readers and writers in one line. */
class ReadWriteLockTest {

  private static final String PATH = "/catalogue";
  private static final Duration SESSION = Duration.ofSeconds(10);

  private final InMemoryCoordination space = InMemoryCoordination.createWithVirtualTime();
  private final InMemoryStore store = space.store();
  private final CoordinationClient alice = space.connect("alice", SESSION);
  private final CoordinationClient bob = space.connect("bob", SESSION);

  private static DistributedLock reading(CoordinationClient client) {
    return client.readWriteLock(PATH).readLock();
  }

  private static DistributedLock writing(CoordinationClient client) {
    return client.readWriteLock(PATH).writeLock();
  }

  private static Hold now(DistributedLock lock) {
    return lock.tryAcquire().orElseThrow();
  }

  private void assertGranted(CompletableFuture<Hold> wait) {
    space.settle();
    assertThat(wait).isCompletedWithValueMatching(Hold::isHeld);
  }

  private void assertWaiting(CompletableFuture<Hold> wait) {
    space.settle();
    assertThat(wait).isNotDone();
  }

  @Test
  void readersShareAndAWriterExcludesAll() {
    Hold one = now(reading(alice));
    Hold two = now(reading(alice));
    Hold three = now(reading(bob));
    assertThat(writing(bob).tryAcquire()).isEmpty();
    Stream.of(one, two, three).forEach(Hold::release);
    Hold writer = now(writing(bob));
    assertThat(reading(alice).tryAcquire()).isEmpty();
    assertThat(writing(alice).tryAcquire()).isEmpty();
    assertThat(alice.lock(PATH).tryAcquire()).isEmpty();
    writer.release();
    assertThat(store.leftovers()).isEmpty();
  }

  @Test
  void theReadersBehindAWriterAreGrantedAllAtOnceAndUpToTheNextWriter() {
    Hold writer = now(writing(alice));
    List<CompletableFuture<Hold>> readers =
        Stream.of(alice, bob, alice).map(client -> reading(client).acquireAsync()).toList();
    CompletableFuture<Hold> next = writing(bob).acquireAsync();
    CompletableFuture<Hold> late = reading(alice).acquireAsync();
    writer.release();
    readers.forEach(this::assertGranted);
    assertWaiting(next);
    assertWaiting(late);
    readers.forEach(reader -> reader.join().release());
    assertGranted(next);
    assertWaiting(late);
    List<Long> tokens = readers.stream().map(reader -> reader.join().fencingToken()).toList();
    assertThat(tokens).isSorted().doesNotHaveDuplicates();
    assertThat(tokens.get(0)).isGreaterThan(writer.fencingToken());
    assertThat(next.join().fencingToken()).isGreaterThan(tokens.get(2));
  }

  @Test
  void aReaderDoesNotOvertakeAWaitingWriter() {
    Hold reader = now(reading(alice));
    CompletableFuture<Hold> writer = writing(bob).acquireAsync();
    assertThat(reading(alice).tryAcquire()).isEmpty();
    CompletableFuture<Hold> late = reading(alice).acquireAsync();
    assertWaiting(late);
    reader.release();
    assertGranted(writer);
    assertWaiting(late);
  }

  @Test
  void whenTheWriterBetweenGivesUpTheReadersJoin() {
    Hold reader = now(reading(alice));
    CompletableFuture<Hold> writer = writing(bob).acquireAsync();
    CompletableFuture<Hold> late = reading(alice).acquireAsync();
    writer.cancel(false);
    assertGranted(late);
    assertThat(reader.isHeld()).isTrue();
  }

  @Test
  void aReaderThatCannotBeReachedHoldsUpNoOtherReaderButTheWriter() {
    Hold writer = now(writing(alice));
    CompletableFuture<Hold> away = reading(bob).acquireAsync();
    CompletableFuture<Hold> here = reading(alice).acquireAsync();
    CompletableFuture<Hold> next = writing(alice).acquireAsync();
    space.disconnect(bob);
    writer.release();
    assertGranted(here);
    assertWaiting(away);
    here.join().release();
    assertWaiting(next);
    space.reconnect(bob);
    assertGranted(away);
    assertWaiting(next);
    away.join().release();
    assertGranted(next);
  }

  @Test
  void theLineShowsReadersAndWritersInTheOrderOfArrival() {
    Hold reader = now(reading(alice.withIdentifier("reader")));
    CompletableFuture<Hold> writer = writing(bob).acquireAsync();
    assertThat(reading(alice).contenders()).containsExactly("reader", "bob");
    assertThat(writing(bob).contenders()).containsExactly("reader", "bob");
    assertThat(alice.election(PATH).leader()).contains("reader");
    store.removeContender(PATH, 0);
    assertGranted(writer);
    assertThat(reader.state()).isEqualTo(HoldState.LOST);
  }

  @Test
  void theReadersOfADeadSessionMakeRoomForTheWriter() {
    List<Hold> readers = List.of(now(reading(alice)), now(reading(alice)));
    CompletableFuture<Hold> writer = writing(bob).acquireAsync();
    CompletableFuture<Hold> late = reading(alice).acquireAsync();
    space.expireSession(alice);
    assertGranted(writer);
    assertWaiting(late);
    assertThat(readers).allMatch(reader -> reader.state() == HoldState.LOST);
    writer.join().release();
    assertGranted(late);
  }

  @Test
  void aReaderWhoseReplyIsLostStandsOnceAndHolds() {
    Hold other = now(reading(bob));
    space.loseReplyOfWrite(alice, 1);
    CompletableFuture<Hold> first = reading(alice).acquireAsync();
    assertGranted(first);
    space.loseWrite(alice, 1);
    CompletableFuture<Hold> second = reading(alice).acquireAsync();
    assertGranted(second);
    assertThat(store.contenders(PATH)).containsExactly("bob", "alice", "alice");
    assertThat(other.isHeld()).isTrue();
  }
}
