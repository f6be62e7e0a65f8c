package dev.coordination.it.kazoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.coordination.DistributedLock;
import dev.coordination.Hold;
import dev.coordination.HoldState;
import dev.coordination.it.Backend;
import dev.coordination.it.Bounded;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Readers and writers in Python and Java.
 *
 * <p>Kazoo before 2.9 has a fault that stops here whatever waits: its {@code ReadLock} also waits
 * for writers that came later, which wait for it (python-zk/kazoo#649). So no Python reader of
 * these tests has a writer behind it while it waits, but in the one that is about that.
 */
class KazooReadWriteLockTest extends KazooTest {

  private static final String READ = "ReadLock";
  private static final String WRITE = "WriteLock";

  @ParameterizedTest
  @EnumSource
  void readersOfBothLanguagesShare(Backend backend) {
    var python = python();
    var java = java(backend, "java");
    var lock = java.readWriteLock(path);
    var first = Bounded.get(python.acquireAs(READ, path, "python"));
    var second = lock.readLock().tryAcquire().orElseThrow();
    assertThat(python.tryAcquireAs(READ, path, "python too")).isTrue();

    assertThat(second.isHeld()).isTrue();
    assertThat(second.fencingToken()).isGreaterThan(czxid(first));
    assertThat(lock.writeLock().tryAcquire()).isEmpty();
    assertThat(java.lock(path).tryAcquire()).as("our plain lock honours readers").isEmpty();
    assertThat(python.tryAcquireAs(WRITE, path, "python")).isFalse();
    var line = List.of("python", "java", "python too");
    assertThat(lock.readLock().contenders()).isEqualTo(line);
    assertThat(lock.writeLock().contenders()).isEqualTo(line);
    assertThat(python.contendersAs(READ, path)).isEqualTo(line);
    assertThat(python.contendersAs(WRITE, path)).isEqualTo(line);
  }

  @ParameterizedTest
  @EnumSource
  void pythonsPlainLockDoesNotSeeReadersAndKeepsThemOut(Backend backend) {
    var python = python();
    var java = java(backend, "java").readWriteLock(path);
    var reading = java.readLock().tryAcquire().orElseThrow();

    assertThat(python.tryAcquire(path, "python")).as("beside a reader").isTrue();

    assertThat(reading.isHeld()).isTrue();
    reading.release();
    assertThat(java.readLock().tryAcquire()).isEmpty();
    assertThat(java.writeLock().tryAcquire()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aJavaWriterWaitsForPythonReaders(Backend backend) {
    var python = python();
    var java = java(backend, "java").readWriteLock(path);
    var first = Bounded.get(python.acquireAs(READ, path, "first"));
    var second = Bounded.get(python.acquireAs(READ, path, "second"));
    long before = czxid(second);
    var writer = java.writeLock().acquireAsync();
    var unused = onlooker.awaitInLine(path, 3);
    var behind = java.readLock().acquireAsync();
    unused = onlooker.awaitInLine(path, 4);

    python.release(second);
    unused = onlooker.awaitInLine(path, 3);
    assertThat(writer).as("one still reads").isNotDone();
    python.release(first);
    var hold = Bounded.get(writer);
    assertThat(hold.fencingToken()).isGreaterThan(before);
    assertThat(behind).as("behind a writer").isNotDone();
    assertThat(python.tryAcquireAs(READ, path, "python")).isFalse();
    hold.release();
    assertThat(Bounded.get(behind).isHeld()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void aPythonWriterWaitsForJavaReaders(Backend backend) {
    var python = python();
    var java = java(backend, "java").readWriteLock(path);
    var first = Bounded.get(java.readLock().acquireAsync());
    var second = Bounded.get(java.readLock().acquireAsync());
    var writer = python.acquireAs(WRITE, path, "python");
    var unused = onlooker.awaitInLine(path, 3);
    var behind = java.readLock().acquireAsync();
    unused = onlooker.awaitInLine(path, 4);
    assertThat(java.readLock().tryAcquire()).as("behind a waiting writer").isEmpty();

    python.awaitWatch(path);
    first.release();
    assertThat(writer).isNotDone();
    second.release();
    var node = Bounded.get(writer);
    assertThat(czxid(node)).isGreaterThan(second.fencingToken());
    assertThat(behind).as("behind a writer").isNotDone();
    python.release(node);
    assertThat(Bounded.get(behind).isHeld()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void readersBehindAWriterOfTheOtherLanguageComeInTogether(Backend backend) {
    var python = python();
    var java = java(backend, "java").readWriteLock(path);
    var writer = Bounded.get(python.acquireAs(WRITE, path, "writer"));
    var javaReads = java.readLock().acquireAsync();
    var unused = onlooker.awaitInLine(path, 2);
    var pythonReads = python.acquireAs(READ, path, "python");
    unused = onlooker.awaitInLine(path, 3);
    python.release(writer);
    var hold = Bounded.get(javaReads);
    python.release(Bounded.get(pythonReads));
    assertThat(hold.isHeld()).isTrue();
    hold.release();

    var own = Bounded.get(java.writeLock().acquireAsync());
    pythonReads = python.acquireAs(READ, path, "python");
    unused = onlooker.awaitInLine(path, 2);
    javaReads = java.readLock().acquireAsync();
    unused = onlooker.awaitInLine(path, 3);
    python.awaitWatch(path);
    assertThat(pythonReads).isNotDone();
    own.release();
    assertThat(Bounded.get(javaReads).isHeld()).isTrue();
    python.release(Bounded.get(pythonReads));
  }

  @Test
  void readersAndWritersOfAllThreeStandInOneLine() {
    var python = python();
    var raw = java(Backend.RAW, "raw").readWriteLock(path);
    var curator = java(Backend.CURATOR, "curator").readWriteLock(path);
    var line = new MixedLine(onlooker, path);
    var first = inPython(python, READ);
    line.behind("python", first);
    line.beside("raw", inJava(raw.readLock()));
    line.beside("curator", inJava(curator.readLock()));
    assertThat(Bounded.get(first)).as("in before any writer comes").isNotNull();
    line.behind("curator", inJava(curator.writeLock()));
    line.behind("raw", inJava(raw.readLock()));
    line.beside("curator", inJava(curator.readLock()));
    line.behind("python", inPython(python, WRITE));
    line.behind("raw", inJava(raw.writeLock()));
    line.behind("curator", inJava(curator.readLock()));
    line.beside("python", inPython(python, READ));
    line.beside("raw", inJava(raw.readLock()));

    line.passes(
        names -> {
          assertThat(python.contendersAs(WRITE, path)).isEqualTo(names);
          assertThat(raw.writeLock().contenders()).isEqualTo(names);
          assertThat(curator.readLock().contenders()).isEqualTo(names);
        });
  }

  private CompletableFuture<Runnable> inPython(KazooClient python, String kind) {
    return python.acquireAs(kind, path, "python").thenApply(node -> () -> python.release(node));
  }

  private static CompletableFuture<Runnable> inJava(DistributedLock lock) {
    return lock.acquireAsync().thenApply(hold -> hold::release);
  }

  @ParameterizedTest
  @EnumSource
  void aDeadPythonReaderIsSucceededByAJavaWriter(Backend backend) {
    var python = python(SHORT_SESSION);
    var java = java(backend, "java").readWriteLock(path);
    Hold sharing = Bounded.get(java.readLock().acquireAsync());
    var node = Bounded.get(python.acquireAs(READ, path, "python"));
    long before = czxid(node);
    var writer = java.writeLock().acquireAsync();
    var unused = onlooker.awaitInLine(path, 3);

    python.kill();
    sharing.release();

    assertThat(Bounded.get(writer).fencingToken()).isGreaterThan(before);
    assertThat(server.isAlive(python.session())).isFalse();
    assertThat(java.readLock().contenders()).containsExactly("java");
  }

  @ParameterizedTest
  @EnumSource
  void aDeadJavaReaderIsSucceededByAPythonWriter(Backend backend) {
    var python = python();
    var java = mortalJava(backend, "java");
    var hold = Bounded.get(java.client().readWriteLock(path).readLock().acquireAsync());
    var writer = python.acquireAs(WRITE, path, "python");
    var unused = onlooker.awaitInLine(path, 2);
    python.awaitWatch(path);
    assertThat(writer).isNotDone();

    java.expireByTime();

    assertThat(czxid(Bounded.get(writer))).isGreaterThan(hold.fencingToken());
    assertThat(hold.state()).isEqualTo(HoldState.LOST);
  }

  @ParameterizedTest
  @EnumSource
  void aDeadPythonWriterInLineLetsJavaReadersIn(Backend backend) {
    var python = python(SHORT_SESSION);
    var java = java(backend, "java").readWriteLock(path);
    var first = Bounded.get(java.readLock().acquireAsync());
    var dead = python.acquireAs(WRITE, path, "python");
    var unused = onlooker.awaitInLine(path, 2);
    var behind = java.readLock().acquireAsync();
    unused = onlooker.awaitInLine(path, 3);
    awaitWatched(nodeOf(python, path));
    assertThat(behind).as("behind a writer").isNotDone();

    python.kill();

    assertThat(Bounded.get(behind).isHeld()).isTrue();
    assertThat(first.isHeld()).isTrue();
    assertThat(dead).isCompletedExceptionally();
  }

  @Test
  void aPythonReaderDoesNotWaitForAWriterBehindIt() {
    var python = python();
    assumeFalse(
        python.version().matches("2\\.[0-8](\\..*)?"),
        () ->
            "kazoo "
                + python.version()
                + " has python-zk/kazoo#649: readers wait for later writers");
    var java = java(Backend.RAW, "java").readWriteLock(path);
    var writer = Bounded.get(java.writeLock().acquireAsync());
    var reader = python.acquireAs(READ, path, "python");
    var unused = onlooker.awaitInLine(path, 2);
    CompletableFuture<Hold> later = java.writeLock().acquireAsync();
    unused = onlooker.awaitInLine(path, 3);
    writer.release();
    python.release(Bounded.get(reader));
    assertThat(Bounded.get(later).isHeld()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void readersHaveKazoosNodes(Backend backend) {
    var python = Bounded.get(python().acquireAs(READ, path, "größer"));
    assertThat(python).matches(path + "/[0-9a-f]{32}__rlock__0000000000");
    var hold = Bounded.get(java(backend, "größer").readWriteLock(path).readLock().acquireAsync());
    var names = onlooker.awaitInLine(path, 2);
    var own =
        names.stream().map(name -> path + "/" + name).filter(node -> !node.equals(python)).toList();
    assertThat(own).singleElement().asString().matches(path + "/[0-9a-f]{32}__rlock__0000000001");
    var pythons = new Stat();
    var javas = new Stat();
    assertThat(onlooker.read(own.get(0), javas)).isEqualTo(onlooker.read(python, pythons));
    assertThat(javas.getEphemeralOwner()).isNotZero();
    assertThat(hold.fencingToken()).isEqualTo(javas.getCzxid()).isGreaterThan(pythons.getCzxid());
  }

  @ParameterizedTest
  @EnumSource
  void aDeadJavaWriterLetsPythonReadersIn(Backend backend) {
    var python = python();
    var java = mortalJava(backend, "java");
    var hold = Bounded.get(java.client().readWriteLock(path).writeLock().acquireAsync());
    var reader = python.acquireAs(READ, path, "python");
    assertThat(onlooker.awaitInLine(path, 2)).hasSize(2);
    python.awaitWatch(path);
    assertThat(reader).isNotDone();

    java.expireByTime();

    assertThat(czxid(Bounded.get(reader))).isGreaterThan(hold.fencingToken());
    assertThat(hold.state()).isEqualTo(HoldState.LOST);
  }
}
