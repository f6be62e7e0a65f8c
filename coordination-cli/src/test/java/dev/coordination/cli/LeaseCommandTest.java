package dev.coordination.cli;

import static dev.coordination.cli.Shell.lines;
import static dev.coordination.cli.Shell.said;
import static dev.coordination.cli.Shell.silent;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.cli.CoordProcess.Result;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code coord lease}. */
class LeaseCommandTest extends CommandTest {

  private static final String TOKEN = "[1-9][0-9]*";
  private static final Pattern END = Pattern.compile("\"end\": \"([^\"]*)\"");

  // without CMD

  @ParameterizedTest
  @ValueSource(strings = {"zk-raw", "curator"})
  void withoutCmdItIsLeftToItsEnd(String backend) throws InterruptedException {
    String[] ours = lease("1m", "--identifier", "me", "--backend", backend);
    String token = onlyLine(shell.run(ours));
    assertThat(token).matches(TOKEN);
    assertThat(shell.fail(75, lease("1m", "--identifier", "you", "--backend", backend)))
        .isEqualTo("coord: %s not acquired, others have it; try again later".formatted(path));
    assertThat(shell.run(ours)).as("renewed").isEqualTo(lines(token));
  }

  @Test
  void jsonTellsWhoseItIsAndUntilWhen() throws InterruptedException, KeeperException {
    String json = onlyLine(shell.run(lease("1m", "--identifier", "me", "--json")));
    String form =
        "\\{\"path\":\"%s\",\"identifier\":\"me\",\"fencingToken\":%s,\"expiresAt\":\"%s\"\\}";
    assertThat(json).matches(form.formatted(path, TOKEN, storedEnd()));
  }

  @Test
  void whoseTimeHasPassedIsReplaced() throws InterruptedException {
    long first = Long.parseLong(onlyLine(shell.run(lease("2100ms", "--identifier", "me"))));
    long later = first;
    for (long end = System.nanoTime() + CoordProcess.BOUND.toNanos(); later == first; ) {
      Result next = shell.run(lease("2100ms", "--identifier", "you"));
      later = next.exitCode() == 0 ? Long.parseLong(onlyLine(next)) : later;
      assertThat(System.nanoTime()).as("still not free").isLessThan(end);
    }
    assertThat(later).isGreaterThan(first);
  }

  @Test
  void asManyAsThereAreSlots() throws InterruptedException {
    CoordProcess first = shell.start(lease("1m", "--count", "2", "--", "sh", "-c", Shell.CMD));
    first.awaitLine("runs ");
    String show = "echo \"$COORD_PATH\"";
    assertThat(shell.run(lease("1m", "--count", "2", "--", "sh", "-c", show)))
        .isEqualTo(lines(path + "/1"));
    onlyLine(shell.run(lease("1m", "--count", "2", "--identifier", "me")));
    assertThat(shell.fail(75, lease("1m", "--count", "2", "--", "echo", "in"))).contains(path);
    first.type("end");
    assertThat(first.exitCode()).isZero();
    assertThat(shell.run(lease("1m", "--count", "2", "--", "sh", "-c", show)))
        .isEqualTo(lines(path + "/0"));
  }

  // with CMD

  @ParameterizedTest
  @ValueSource(strings = {"zk-raw", "curator"})
  void cmdRunsUnderTheLeaseWhichIsThenReleased(String backend) throws InterruptedException {
    String show = "echo \"$COORD_PATH $COORD_IDENTIFIER $COORD_FENCING_TOKEN\"";
    String[] command = lease("1h", "--identifier", "me", "--", "sh", "-c", show);
    long before = 0;
    for (int turn = 1; turn <= 2; turn++) {
      Matcher said =
          Pattern.compile("%s me (%s)".formatted(path, TOKEN))
              .matcher(onlyLine(shell.run(before(command, "--backend", backend))));
      assertThat(said.matches()).isTrue();
      assertThat(Long.parseLong(said.group(1))).as("another grant").isGreaterThan(before);
      before = Long.parseLong(said.group(1));
    }
    assertThat(shell.run(lease("1h", "--identifier", "you", "--", "echo", "in")))
        .isEqualTo(lines("in"));
  }

  @Test
  void cmdsExitCodeIsCoordsAndTheLeaseIsReleased() throws InterruptedException {
    assertThat(shell.run(lease("1h", "--", "sh", "-c", "exit 76"))).isEqualTo(silent(76));
    assertThat(shell.run(lease("1h", "--", "sh", "-c", "kill -s KILL $$"))).isEqualTo(silent(137));
    assertThat(shell.fail(127, lease("1h", "--", "no-such-command"))).contains("no-such-command");
    assertThat(shell.fail(126, lease("1h", "--", "/dev/null"))).contains("/dev/null");
    assertThat(shell.run(lease("1h", "--", "echo", "in"))).isEqualTo(lines("in"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"zk-raw", "curator"})
  void itIsRenewedWhileCmdRuns(String backend) throws InterruptedException, KeeperException {
    CoordProcess holder =
        shell.start(before(lease("6s", "--", "sh", "-c", Shell.CMD), "--backend", backend));
    holder.awaitLine("runs ");
    awaitEndAfter(storedEnd().plusSeconds(4));
    assertThat(shell.fail(75, lease("6s", "--", "echo", "in"))).contains(path);
    holder.type("end");
    assertThat(holder.exitCode()).isZero();
    assertThat(shell.run(lease("6s", "--", "echo", "in"))).isEqualTo(lines("in"));
  }

  @Test
  void cmdIsEndedWhenTheLeaseHasBeenRemoved() throws InterruptedException, KeeperException {
    CoordProcess holder = shell.start(lease("6s", "--", "sh", "-c", Shell.CMD));
    holder.awaitLine("runs ");
    store.delete(path + "/lease_holder", -1);
    assertLost(holder);
  }

  @Test
  void aRenewalThatIsRefusedIsToldAndCmdIsEndedInTime()
      throws InterruptedException, KeeperException {
    CoordProcess holder = shell.start(lease("4s", "--", "sh", "-c", Shell.CMD));
    holder.awaitLine("runs ");
    store.setData(path + "/lease_holder", new byte[] {'x'}, -1);
    Result result = holder.result();
    assertThat(result.exitCode()).isEqualTo(76);
    assertThat(result.errors()).hasSize(2);
    assertThat(result.errors().get(0)).startsWith("coord: cannot renew " + path);
    assertThat(result.errors().get(1)).startsWith("coord: lost " + path);
    assertThat(result.output()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"zk-raw", "curator"})
  void cutOffHolderEndsCmdBeforeTheEnd(String backend)
      throws InterruptedException, KeeperException {
    String told = "trap 'echo told; exit 0' TERM; echo \"runs $$\"; while :; do read line; done";
    CoordProcess holder =
        shell.startOver(link, before(lease("4s", "--", "sh", "-c", told), "--backend", backend));
    String pid = holder.awaitLine("runs ");
    CompletableFuture<Instant> ended = endOf(pid);
    link.cut();
    assertLost(holder);
    assertThat(ended.join()).isBefore(storedEnd());
    assertThat(holder.result().output()).containsExactly("runs " + pid, "told");
  }

  @Test
  void cutOffHolderKillsCmdThatDoesNotListen() throws InterruptedException, KeeperException {
    String deaf = "trap '' TERM HUP INT; echo \"runs $$\"; while :; do read line; done";
    CoordProcess holder = shell.startOver(link, lease("3s", "--", "sh", "-c", deaf));
    CompletableFuture<Instant> ended = endOf(holder.awaitLine("runs "));
    link.refuse();
    assertLost(holder);
    assertThat(ended.join()).isBefore(storedEnd());
  }

  @Test
  void cmdGoesOnWhenTheLinkIsBackInTime() throws InterruptedException, KeeperException {
    CoordProcess holder = shell.startOver(link, lease("12s", "--", "sh", "-c", Shell.CMD));
    holder.awaitLine("runs ");
    Instant first = storedEnd();
    link.disconnect();
    assertThat(server.awaitEnded(link.session().orElseThrow().id(), CoordProcess.BOUND)).isTrue();
    link.restore();
    awaitEndAfter(first);
    holder.type("end");
    assertThat(holder.result().exitCode()).isZero();
    assertThat(holder.result().output()).last().isEqualTo("ends");
  }

  @Test
  void stoppedHolderKillsCmdWhenItGoesOn() throws InterruptedException {
    CoordProcess holder = shell.start(lease("3s", "--", "sh", "-c", Shell.CMD));
    holder.awaitLine("runs ");
    holder.signal("STOP");
    String[] next = lease("3s", "--", "echo", "in");
    Result result = shell.run(next);
    for (long end = System.nanoTime() + CoordProcess.BOUND.toNanos(); result.exitCode() == 75; ) {
      assertThat(System.nanoTime()).as("never free").isLessThan(end);
      result = shell.run(next);
    }
    assertThat(result).isEqualTo(lines("in"));
    holder.signal("CONT");
    assertLost(holder);
  }

  @Test
  void killedHolderTakesCmdAlongAndLeavesTheLease() throws InterruptedException {
    CoordProcess holder = shell.start(lease("1h", "--", "sh", "-c", Shell.CMD));
    holder.awaitLine("runs ");
    holder.signal("KILL");
    var unused = holder.awaitEndOfOutput(); // nobody types anything: CMD is killed
    assertThat(holder.exitCode()).isEqualTo(137);
    assertThat(shell.fail(75, lease("1h", "--", "echo", "in"))).contains(path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void aSignalGoesToCmdAndTheLeaseIsReleased(String signal) throws InterruptedException {
    CoordProcess holder = shell.start(lease("1h", "--", "sh", "-c", Shell.TRAPPING));
    holder.awaitLine("runs");
    holder.signal("HUP");
    holder.awaitLine("got HUP");
    holder.signal(signal);
    assertThat(holder.result()).isEqualTo(said(3, "runs", "got HUP", "got " + signal));
    assertThat(shell.run(lease("1h", "--", "echo", "in"))).isEqualTo(lines("in"));
  }

  @Test
  void aReleaseThatFailsIsTold() throws InterruptedException, KeeperException {
    CoordProcess holder = shell.start(lease("1h", "--", "sh", "-c", Shell.CMD));
    holder.awaitLine("runs ");
    store.setACL(path + "/lease_holder", Ids.READ_ACL_UNSAFE, -1);
    store.setACL(path, Ids.READ_ACL_UNSAFE, -1);
    holder.type("end");
    Result result = holder.result();
    assertThat(Shell.failure(0, result))
        .startsWith("coord: %s not released, it ends at %s: ".formatted(path, storedEnd()));
  }

  // what is wrong

  @Test
  void wrongUsage() throws InterruptedException {
    assertThat(shell.fail(64, "lease", path)).contains("--duration");
    assertThat(shell.fail(64, lease("2s"))).contains("PT2S");
    assertThat(shell.fail(64, lease("long"))).contains("long");
    assertThat(shell.fail(64, lease("1m", "--count", "0"))).contains("--count 0");
    assertThat(shell.fail(64, lease("1m", "--count", "257"))).contains("257");
    assertThat(shell.fail(64, lease("1m", "true"))).contains("--");
    assertThat(shell.fail(64, lease("1m", "--"))).contains("CMD");
    assertThat(shell.fail(64, "lease", "no-slash", "--duration", "1m")).contains("no-slash");
  }

  @Test
  void malformedData() throws InterruptedException, KeeperException {
    create(path, "", Ids.OPEN_ACL_UNSAFE);
    create(path + "/lease_holder", "mine", Ids.OPEN_ACL_UNSAFE);
    assertThat(shell.fail(65, lease("1m", "--", "echo", "in"))).contains(path);
  }

  /** The reply to the write is on its way when the link breaks for good. */
  @Test
  void unknownOutcome() throws InterruptedException, KeeperException {
    link.delay(Duration.ofMillis(300));
    store.exists(path + "/lease_holder", applied -> link.refuse());
    CoordProcess unknown = shell.startOver(link, lease("1m", "--", "echo", "in"));
    assertThat(Shell.failure(74, unknown.result())).contains(path);
    assertThat(unknown.result().output()).isEmpty();
    assertThat(shell.fail(75, lease("1m", "--", "echo", "in"))).contains(path);
  }

  @Test
  void refusedByAcl() throws InterruptedException, KeeperException {
    create(path, "", Ids.READ_ACL_UNSAFE);
    assertThat(shell.fail(77, lease("1m", "--", "echo", "in"))).contains(path);
  }

  private String[] lease(String duration, String... others) {
    return before(new String[] {"lease", path, "--duration", duration}, others);
  }

  /** Puts options before CMD. */
  private static String[] before(String[] command, String... options) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(all.contains("--") ? all.indexOf("--") : all.size(), List.of(options));
    return all.toArray(String[]::new);
  }

  private void assertLost(CoordProcess holder) throws InterruptedException {
    var unused = holder.awaitEndOfOutput(); // CMD's as well
    assertThat(Shell.failure(76, holder.result()))
        .matches(
            "coord: lost %s \\(token %s\\) while CMD ran; its work may be half done"
                .formatted(path, TOKEN));
  }

  /** When a process ends; seen up to half a second later. */
  private static CompletableFuture<Instant> endOf(String pid) {
    return ProcessHandle.of(Long.parseLong(pid))
        .orElseThrow()
        .onExit()
        .thenApply(ended -> Instant.now());
  }

  private static String onlyLine(Result result) {
    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.output()).hasSize(1);
    return result.output().get(0);
  }

  private Instant storedEnd() throws InterruptedException, KeeperException {
    return storedEnd(event -> {});
  }

  private Instant storedEnd(Watcher watcher) throws InterruptedException, KeeperException {
    byte[] data = store.getData(path + "/lease_holder", watcher, new Stat());
    Matcher end = END.matcher(new String(data, StandardCharsets.UTF_8));
    assertThat(end.find()).isTrue();
    return Instant.parse(end.group(1) + "Z");
  }

  /** Waits until the lease has been renewed so often that its end is later than an instant. */
  private void awaitEndAfter(Instant instant) throws InterruptedException, KeeperException {
    Semaphore changes = new Semaphore(0);
    while (!storedEnd(event -> changes.release()).isAfter(instant)) {
      assertThat(changes.tryAcquire(CoordProcess.BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
  }
}
