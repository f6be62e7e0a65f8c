package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.DistributedLock;
import dev.coordination.Hold;
import dev.coordination.HoldState;
import dev.coordination.support.Acquisition;
import dev.coordination.support.ScopedClient;
import dev.coordination.zookeeper.engine.sim.SimOptions;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Readers and writers in one line: who waits for whom, and the faults that others have had. */
final class ReadWriteLockTest {

  private static final String PATH = "/line";
  private static final Duration SESSION = Duration.ofSeconds(10);

  private final EngineWorld world =
      new EngineWorld(SimulatedZooKeeper.automatic(SimOptions.defaults()));
  private final ScopedClient a = world.connect("a");
  private final ScopedClient b = world.connect("b");
  private final ScopedClient c = world.connect("c");

  @Test
  void aReaderWaitsForTheWritersBeforeItAndForNoneBehindIt() {
    Hold first = write(a).join();
    var reader = read(b);
    var second = write(c);
    assertThat(reader).isNotDone();
    first.release();
    assertThat(reader).isCompleted();
    assertThat(second).isNotDone();
    reader.join().release();
    assertThat(second).isCompleted();
  }

  @Test
  void aReaderBehindAWaitingWriterWaits() {
    Hold first = read(a).join();
    var writer = write(b);
    var second = read(c);
    assertThat(second).isNotDone();
    assertThat(attempt(a.readLock(PATH))).isFalse();
    first.release();
    assertThat(second).isNotDone();
    writer.join().release();
    assertThat(second).isCompleted();
  }

  @Test
  void aPlainLockExcludesReadersAndTheyExcludeIt() {
    Hold reader = read(a).join();
    assertThat(attempt(b.lock(PATH))).isFalse();
    reader.release();
    Hold holder = b.lock(PATH).acquireAsync().join();
    assertThat(attempt(a.readLock(PATH))).isFalse();
    holder.release();
    assertThat(world.zooKeeper.children(PATH)).isEmpty();
  }

  @Test
  void aWriterThatGivesUpLetsTheReadersBehindItIn() {
    var unused = read(a).join();
    var writer = write(b);
    var reader = read(c);
    writer.cancel(false);
    assertThat(reader).isCompleted();
  }

  @Test
  void whoAsksToWriteWhileReadingWaitsForHimself() {
    Hold reader = read(a).join();
    var writer = write(a);
    assertThat(writer).isNotDone();
    reader.release();
    assertThat(writer).isCompleted();
  }

  @Test
  void theLineNamesReadersAndWritersTheHolderFirst() {
    var unused = write(a).join();
    var unusedToo = read(b);
    var unusedEither = write(c);
    assertThat(a.readLock(PATH).contenders()).containsExactly("a", "b", "c");
    assertThat(a.writeLock(PATH).contenders()).containsExactly("a", "b", "c");
  }

  @Test
  void everyReaderHasATokenOfItsOwnBetweenThoseOfTheWriters() {
    Hold before = write(a).join();
    var readers = List.of(read(b), read(c), read(b));
    var after = write(c);
    before.release();
    List<Long> tokens = new ArrayList<>(List.of(before.fencingToken()));
    readers.forEach(reader -> tokens.add(reader.join().fencingToken()));
    readers.forEach(reader -> reader.join().release());
    tokens.add(after.join().fencingToken());
    assertThat(tokens).doesNotHaveDuplicates().isSorted();
  }

  @Test
  void nodesAreNamedAsKazooNamesThem() {
    var unused = read(a).join();
    var unusedToo = write(b);
    assertThat(world.zooKeeper.children(PATH))
        .anyMatch(name -> name.matches("[0-9a-f]{32}__rlock__0000000000"))
        .anyMatch(name -> name.matches("[0-9a-f]{32}__lock__0000000001"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"__lock__", "-lock-"})
  void contendersOfOthersAreRespectedByReadersAndWriters(String suffix) {
    EngineOptions options =
        new EngineOptions("d", Duration.ZERO, SESSION, Duration.ofMillis(1250), List.of("-lock-"));
    ScopedClient d =
        EngineClient.openNow(world.zooKeeper.newClient("d").transport(), options, () -> "d");
    String foreign = PATH + "/_c_5b1-" + suffix + "0000000000";
    world.zooKeeper.create(PATH, new byte[0]);
    world.zooKeeper.create(foreign, new byte[0]);
    var reader = d.readLock(PATH).acquireAsync();
    assertThat(reader).isNotDone();
    assertThat(attempt(d.writeLock(PATH))).isFalse();
    world.zooKeeper.delete(foreign);
    assertThat(reader).isCompleted();
  }

  @Test
  void aForeignReaderStopsWritersOnly() {
    String foreign = PATH + "/8d5e__rlock__0000000000";
    world.zooKeeper.create(PATH, new byte[0]);
    world.zooKeeper.create(foreign, new byte[0]);
    read(a).join().release();
    var writer = write(a);
    assertThat(writer).isNotDone();
    world.zooKeeper.delete(foreign);
    assertThat(writer).isCompleted();
  }

  @Test
  void aLostReplyToTheCreateLeavesOneNodeAndOneHold() {
    world.zooKeeper.create(PATH, new byte[0]);
    world.of(a).dropWriteReply(1);
    Hold reader = read(a).join();
    assertThat(world.zooKeeper.children(PATH)).hasSize(1);
    reader.release();
    assertThat(world.zooKeeper.children(PATH)).isEmpty();
  }

  @Test
  void aTryWhoseDeletionIsLostLeavesNothing() {
    Hold reader = read(a).join();
    world.of(b).dropWriteRequest(2);
    assertThat(attempt(b.writeLock(PATH))).isFalse();
    assertThat(world.zooKeeper.children(PATH)).hasSize(1);
    assertThat(read(c)).isCompleted();
    assertThat(reader.isHeld()).isTrue();
  }

  @Test
  void aReaderCutOffPastItsSessionIsLostBeforeTheWriterIsIn() {
    Hold reader = read(a).join();
    var writer = write(b);
    world.of(a).cutLink();
    for (int second = 0; !writer.isDone(); second++) {
      assertThat(second).isLessThan(20);
      world.zooKeeper.advance(Duration.ofSeconds(1));
      assertThat(reader.isHeld() && writer.isDone()).as("both hold").isFalse();
    }
    assertThat(reader.state()).isEqualTo(HoldState.LOST);
  }

  @Test
  void aWaitingReaderWhoseSessionEndsGoesToTheEndOfTheLine() {
    Hold first = write(a).join();
    var reader = read(b);
    var writer = write(c);
    world.of(b).expireNow();
    first.release();
    assertThat(reader).isNotDone();
    writer.join().release();
    assertThat(reader).isCompleted();
  }

  @Test
  void aReaderWhoseNodeIsDeletedByHandIsLost() {
    Hold reader = read(a).join();
    world.zooKeeper.advance(SESSION);
    world.zooKeeper.delete(PATH + "/" + world.zooKeeper.children(PATH).get(0));
    assertThat(reader.state()).isEqualTo(HoldState.LOST);
  }

  private static CompletableFuture<Hold> read(ScopedClient client) {
    return client.readLock(PATH).acquireAsync();
  }

  private static CompletableFuture<Hold> write(ScopedClient client) {
    return client.writeLock(PATH).acquireAsync();
  }

  private static boolean attempt(DistributedLock lock) {
    Acquisition<Hold> attempt = ((EngineLock) lock).attempt();
    assertThat(attempt.isSettled()).isTrue();
    return attempt.join().isPresent();
  }
}
