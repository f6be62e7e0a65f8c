package dev.coordination.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.CoordinationClient;
import dev.coordination.Hold;
import dev.coordination.zookeeper.ZooKeeperCoordination;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How soon CMD ends, timed at both ends: by the process that watches it here, and by whoever is
 * granted the hold next.
 */
final class HoldTimingTest extends CommandTest {

  private static final int ROUNDS = 5;
  private static final int HOLDERS = 10;

  /** What they hold; whoever is next could not have it meanwhile. */
  private static final List<String> COMMANDS =
      List.of(
          "lock PATH",
          "lock PATH --backend curator",
          "lock PATH --shared",
          "semaphore PATH --max 1",
          "elect PATH --backend curator");

  /** Does not end when it is asked to. */
  private static final String DEAF =
      "trap '' TERM HUP INT; echo \"runs $$\"; while :; do read line || :; done";

  /** One that is cut off while another waits for its hold. */
  private record Pair(
      CoordProcess holder,
      String pid,
      CompletableFuture<Long> end,
      CompletableFuture<Grant> next) {}

  /** What whoever is granted the hold sees at that instant. */
  private record Grant(long at, boolean overlaps) {}

  @Test
  void ofFiftyWhoAreCutOffNoneHasItsCmdWhenTheNextIsGranted(@TempDir Path pipes) throws Exception {
    List<Long> margins = new ArrayList<>();
    try (CoordinationClient next = ZooKeeperCoordination.connect(server.connectString())) {
      for (int round = 0; round < ROUNDS; round++) {
        String prefix = "/cut-off-%d-%d-".formatted(System.nanoTime(), round);
        List<Pair> pairs = pairs(next, prefix, pipes);
        for (Pair pair : pairs) {
          assertThat(isAlive(pair.pid)).as("CMD lives before the cut").isTrue();
          assertThat(pair.next).as("granted before the cut").isNotDone();
        }
        long cutAt = System.nanoTime();
        cut(round);
        for (Pair pair : pairs) {
          margins.add(margin(pair, cutAt));
        }
        link.restore();
      }
    }
    assertThat(margins).hasSize(ROUNDS * HOLDERS);
    System.out.printf(
        "cut off: %d of %d CMDs were gone when the next was granted, %d to %d ms before%n",
        margins.size(),
        ROUNDS * HOLDERS,
        margins.stream().min(Long::compare).orElseThrow(),
        margins.stream().max(Long::compare).orElseThrow());
  }

  private void cut(int round) {
    if (round % 2 == 0) {
      link.cut();
    } else {
      link.refuse();
    }
  }

  /** One after the other: so many JVMs that start at once would not keep their sessions. */
  private List<Pair> pairs(CoordinationClient next, String prefix, Path pipes) throws Exception {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < HOLDERS; i++) {
      String path = prefix + i;
      String command = COMMANDS.get(i % COMMANDS.size());
      Path pipe = pipes.resolve(path.substring(1));
      CompletableFuture<Long> end = endOfWriters(pipe);
      String cmd = "exec 3>%s; %s".formatted(pipe, i < COMMANDS.size() ? Shell.CMD : DEAF);
      String[] hold = words(command, path);
      CoordProcess holder = shell.startOver(link, Shell.join(hold, "--", "sh", "-c", cmd));
      String pid = holder.awaitLine("runs ");
      CompletableFuture<Grant> grant =
          acquire(next, command, path)
              .thenApply(granted -> new Grant(System.nanoTime(), isAlive(pid)));
      pairs.add(new Pair(holder, pid, end, grant));
      awaitBehind(command, path);
    }
    return pairs;
  }

  /** When a pipe, which is made for that, has no writer any more: CMD has it, and coord has not. */
  private static CompletableFuture<Long> endOfWriters(Path pipe) throws Exception {
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    return CompletableFuture.supplyAsync(
        () -> {
          try (InputStream input = Files.newInputStream(pipe)) {
            assertThat(input.read()).isNegative();
            return System.nanoTime();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        task -> new Thread(task, "end of CMD").start());
  }

  private static CompletableFuture<? extends Hold> acquire(
      CoordinationClient next, String command, String path) {
    if (command.startsWith("semaphore")) {
      return next.semaphore(path, 1).acquireAsync();
    }
    return command.startsWith("elect")
        ? next.election(path).campaignAsync()
        : next.lock(path).acquireAsync();
  }

  /** Returns for how many milliseconds nobody had the hold. */
  private static long margin(Pair pair, long cutAt) throws Exception {
    Grant grant = pair.next.get(CoordProcess.BOUND.toSeconds(), TimeUnit.SECONDS);
    assertThat(grant.overlaps).as("CMD lives when the next is granted").isFalse();
    assertThat(grant.at).as("granted after the cut").isGreaterThan(cutAt);
    long ended = pair.end.get(CoordProcess.BOUND.toSeconds(), TimeUnit.SECONDS);
    assertThat(ended).as("CMD's end and the next grant").isLessThan(grant.at);
    assertThat(pair.holder.exitCode()).isEqualTo(ExitCode.LOST);
    return TimeUnit.NANOSECONDS.toMillis(grant.at - ended);
  }

  @Test
  void cmdIsGoneWithinASecondOfCoordsDeath() throws InterruptedException {
    CoordProcess coord = lockOverLink("/killed-" + System.nanoTime(), DEAF);
    coord.awaitLine("runs ");
    long killed = System.nanoTime();
    coord.signal("KILL");
    assertSoon("coord killed", killed, coord, Duration.ofSeconds(1));
  }

  @Test
  void cmdIsKilledWithinHalfASecondOfCoordsContinuation() throws InterruptedException {
    CoordProcess coord = lockOverLink("/stopped-" + System.nanoTime(), DEAF);
    coord.awaitLine("runs ");
    coord.signal("STOP");
    assertThat(server.awaitEnded(link.session().orElseThrow().id(), CoordProcess.BOUND)).isTrue();
    coord.signal("CONT");
    long continued = System.nanoTime();
    assertSoon("coord stopped and continued", continued, coord, Duration.ofMillis(500));
    assertThat(coord.exitCode()).isEqualTo(ExitCode.LOST);
  }

  private static void assertSoon(String what, long since, CoordProcess coord, Duration atMost)
      throws InterruptedException {
    Duration took = Duration.ofNanos(coord.awaitEndOfOutput() - since);
    System.out.printf("%s: CMD gone after %d ms%n", what, took.toMillis());
    assertThat(took).isLessThanOrEqualTo(atMost);
  }

  /** Printed only: what it is depends on the machine. */
  @Test
  void startOfCmd() throws InterruptedException {
    List<Long> took = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      long begin = System.nanoTime();
      CoordProcess coord = shell.start("lock", "/start-" + begin, "--", "echo", "runs");
      coord.awaitLine("runs");
      took.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
      assertThat(coord.exitCode()).isZero();
    }
    took.sort(Long::compare);
    System.out.printf(
        "start of coord lock until CMD runs: median %d ms of %s, without the archive of ./coord%n",
        took.get(took.size() / 2), took);
  }

  private CoordProcess lockOverLink(String path, String cmd) {
    return shell.startOver(link, "lock", path, "--", "sh", "-c", cmd);
  }

  /** Whether there is such a process, and it is not only a name that waits to be collected. */
  private static boolean isAlive(String pid) {
    try {
      return Files.readAllLines(Path.of("/proc", pid, "status")).stream()
          .anyMatch(line -> line.matches("State:\\s*[^XZ\\s].*"));
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      return !e.getMessage().contains("No such process"); // it ended while we read
    }
  }
}
