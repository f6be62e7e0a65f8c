package dev.coordination.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.coordination.Codec;
import dev.coordination.CoordinationClient;
import dev.coordination.Hold;
import dev.coordination.PartitionOptions;
import dev.coordination.cli.CoordProcess.Result;
import dev.coordination.zookeeper.ZooKeeperCoordination;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.data.ACL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code coord inspect}. */
class InspectCommandTest extends CommandTest {

  private static final Duration LONG = Duration.ofMinutes(10);
  private static final String FACTS = "\\(end in \\d+ min, written \\d+ s ago\\)";
  private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ";

  private static final List<ACL> UNREADABLE =
      Collections.singletonList(new ACL(Perms.WRITE, Ids.ANYONE_ID_UNSAFE));

  private CoordinationClient a;

  @BeforeEach
  void connect() {
    a =
        ZooKeeperCoordination.builder(server.connectString())
            .sessionTimeout(Duration.ofSeconds(10))
            .identifier("a")
            .connect();
  }

  @AfterEach
  void disconnect() {
    a.close();
  }

  private void awaitInLine(String line, int count) throws InterruptedException, KeeperException {
    new Line(store, line).await(count);
  }

  private List<String> text(String... options) throws InterruptedException {
    Result result = shell.run(inspect(options));
    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.errors()).isEmpty();
    return result.output();
  }

  private String[] inspect(String... options) {
    return Shell.join(new String[] {"inspect", path}, options);
  }

  private Map<?, ?> json(String... options) throws InterruptedException {
    List<String> output = text(Shell.join(options, "--json"));
    assertThat(output).hasSize(1);
    return JsonText.object(output.get(0));
  }

  private Map<?, ?> finding(String... options) throws InterruptedException {
    List<?> findings = (List<?>) json(options).get("findings");
    assertThat(findings).hasSize(1);
    return (Map<?, ?>) findings.get(0);
  }

  private static List<Map<?, ?>> entries(Map<?, ?> finding) {
    List<Map<?, ?>> entries = new ArrayList<>();
    ((List<?>) finding.get("entries")).forEach(entry -> entries.add((Map<?, ?>) entry));
    return entries;
  }

  private static List<String> whoIsWhat(Map<?, ?> finding) {
    return entries(finding).stream()
        .map(entry -> entry.get("role") + " " + entry.get("identifier"))
        .toList();
  }

  // Every recipe

  @ParameterizedTest
  @ValueSource(strings = {"zk-raw", "curator"})
  void theHolderOfALockAndTheLineBehindIt(String backend)
      throws InterruptedException, KeeperException {
    CoordProcess holder =
        shell.start(
            "lock",
            path,
            "--identifier",
            "first",
            "--",
            "sh",
            "-c",
            "echo $COORD_FENCING_TOKEN; read x");
    String token = holder.awaitLine("");
    CoordProcess waiter =
        shell.start("elect", path, "--identifier", "b\u001b", "--backend", backend, "--", "true");
    awaitInLine(path, 2);
    List<String> told = text("--backend", backend);
    assertThat(told).hasSize(4).allMatch(line -> line.length() <= 80);
    assertThat(told.get(0)).isEqualTo(path + ": lock, write lock or election");
    assertThat(told.get(1)).matches("ROLE +TOKEN +SINCE +AGE +WHO");
    assertThat(told.get(2)).matches("holder +%s +%s +\\d+ s ago  first".formatted(token, TIME));
    assertThat(told.get(3)).matches("waiting +- +%s +\\d+ s ago  b\\\\u001b".formatted(TIME));
    Map<?, ?> finding = finding("--backend", backend);
    assertThat(whoIsWhat(finding)).containsExactly("holder first", "waiting b\u001b");
    assertThat(finding.get("recipes")).isEqualTo(List.of("lock", "write lock", "election"));
    assertThat(finding.get("counts")).isEqualTo(Map.of("holder", 1L, "waiting", 1L));
    assertThat(entries(finding).get(0).get("token")).isEqualTo(Long.parseLong(token));
    assertThat(Instant.parse((String) entries(finding).get(0).get("since")))
        .isBefore(Instant.now().plusSeconds(60));
    holder.type("");
    assertThat(waiter.exitCode()).isZero();
  }

  @Test
  void readersAndWriters() throws InterruptedException, KeeperException {
    assertThat(a.readWriteLock(path).readLock().tryAcquire()).isPresent();
    var writer = a.withIdentifier("w").readWriteLock(path).writeLock().acquireAsync();
    awaitInLine(path, 2);
    assertThat(text())
        .contains(path + ": read/write lock")
        .anyMatch(line -> line.startsWith("holder ") && line.endsWith("a  (mode read)"))
        .anyMatch(line -> line.startsWith("waiting ") && line.endsWith("w  (mode write)"));
    assertThat(writer).isNotDone();
  }

  @Test
  void permits() throws InterruptedException, KeeperException {
    Hold hold = a.semaphore(path, 1).tryAcquire().orElseThrow();
    var waiting = a.withIdentifier("b").semaphore(path, 1).acquireAsync();
    awaitInLine(path + "-__lock__", 1);
    assertThat(text()).contains(path + ": semaphore", "permits: 1");
    Map<?, ?> finding = finding();
    assertThat(whoIsWhat(finding)).containsExactly("holder a", "waiting b");
    assertThat(finding.get("permits")).isEqualTo(1L);
    assertThat(entries(finding).get(0).get("token")).isEqualTo(hold.fencingToken());
    assertThat(waiting).isNotDone();
  }

  @Test
  void itemsOfAQueue() throws InterruptedException {
    a.queue(path, Codec.utf8()).put("x");
    a.queue(path, Codec.utf8()).put("y", 7);
    assertThat(text())
        .contains(path + ": queue", "size: 2")
        .anyMatch(line -> line.endsWith("  entry-007-0000000001"));
    assertThat(entries(finding()))
        .extracting(entry -> entry.get("subject"), entry -> entry.get("priority"))
        .containsExactly(tuple("entry-007-0000000001", 7L), tuple("entry-100-0000000000", 100L));
  }

  @Test
  void claimsOfALockingQueue() throws InterruptedException {
    var queue = a.lockingQueue(path, Codec.utf8());
    queue.putAll(List.of("x", "y"));
    var claim = queue.poll().orElseThrow();
    Map<?, ?> finding = finding();
    assertThat(finding.get("recipes")).isEqualTo(List.of("locking queue"));
    assertThat(finding.get("counts")).isEqualTo(Map.of("claimed", 1L, "item", 1L));
    assertThat(entries(finding).get(0).get("token")).isEqualTo(claim.fencingToken());
    String session = (String) entries(finding).get(0).get("session");
    assertThat(session).startsWith("0x");
    assertThat(text()).anyMatch(line -> line.endsWith("(session %s)".formatted(session)));
  }

  @Test
  void theValueOfACounter() throws InterruptedException {
    a.counter(path).increment(5);
    assertThat(text())
        .hasSize(3)
        .contains(path + ": counter", "value: 5")
        .last()
        .asString()
        .matches("written: %s \\(\\d+ s ago\\)".formatted(TIME));
    assertThat(finding().get("value")).isEqualTo(5L);
  }

  @Test
  void barriers() throws InterruptedException, KeeperException {
    assertThat(shell.run("barrier", "create", path).exitCode()).isZero();
    assertThat(text())
        .containsExactly(
            path + ": cannot be told; perhaps barrier or counter",
            "node: empty: a barrier is up, a counter at its default");
    CoordProcess waiter =
        shell.start("barrier", "wait", path, "--parties", "2", "--identifier", "w");
    awaitInLine(path + "-__waiters__", 1);
    assertThat(text()).contains(path + ": barrier", "up: true");
    assertThat(whoIsWhat(finding())).containsExactly("waiting w");
    assertThat(shell.run("barrier", "remove", path).exitCode()).isZero();
    assertThat(waiter.exitCode()).isZero();
    assertThat(text()).containsExactly(path + ": barrier", "up: false");
  }

  @Test
  void doubleBarriers() throws InterruptedException, KeeperException {
    String[] enter = {"double-barrier", path, "--parties", "2", "--", "sh", "-c", Shell.CMD};
    CoordProcess first = shell.start(enter);
    awaitInLine(path, 1);
    assertThat(text()).contains(path + ": double barrier", "ready: false");
    CoordProcess second = shell.start(enter);
    first.awaitLine("runs ");
    second.awaitLine("runs ");
    Map<?, ?> finding = finding();
    assertThat(finding.get("ready")).isEqualTo(true);
    assertThat(finding.get("counts")).isEqualTo(Map.of("inside", 2L));
  }

  @Test
  void membersOfAParty() throws InterruptedException {
    a.party(path).join();
    assertThat(text()).contains(path + ": party").last().asString().endsWith("ago  a");
  }

  @Test
  void membersOfAShallowParty() throws InterruptedException {
    a.shallowParty(path).join();
    assertThat(text()).contains(path + ": shallow party").last().asString().endsWith("ago  a");
  }

  @Test
  void whoHasWhichItems() throws InterruptedException {
    var options = PartitionOptions.<String>defaults().withTimeBoundary(Duration.ZERO);
    try (var set = a.setPartitioner(path, List.of("i", "j"), options)) {
      assertThat(set.awaitAcquired(CoordProcess.BOUND)).isTrue();
      assertThat(text())
          .contains(path + ": set partitioner")
          .anyMatch(line -> line.startsWith("member ") && line.endsWith("ago  a"))
          .anyMatch(line -> line.startsWith("item ") && line.endsWith("ago  i  a"));
      assertThat(entries(finding()).get(1).get("token"))
          .isEqualTo(set.fencingToken("i").orElseThrow());
    }
  }

  @Test
  void leases() throws InterruptedException {
    var lease = a.nonBlockingLease(path, LONG).tryAcquire().orElseThrow();
    List<String> told = text();
    assertThat(told).allMatch(line -> line.length() <= 80);
    assertThat(told.get(0)).isEqualTo(path + ": lease");
    String holder = String.join(" ", told.subList(2, told.size())); // facts behind it, or below
    assertThat(holder)
        .matches("holder +%d +%s +.* ago  a +".formatted(lease.fencingToken(), TIME) + FACTS);
    assertThat(entries(finding()).get(0).get("end")).isEqualTo(lease.expiresAt().toString());
  }

  @Test
  void severalLeases() throws InterruptedException {
    assertThat(a.multiNonBlockingLease(path, 2, LONG).tryAcquireAny()).isPresent();
    assertThat(text()).contains(path + ": several leases", "slotsMade: 2");
    assertThat(entries(finding()).get(0).get("subject")).isEqualTo("0");
  }

  // What is no recipe's

  @Test
  void nothing() throws InterruptedException {
    assertThat(shell.fail(1, inspect())).isEqualTo("coord: nothing at " + path);
    Result result = shell.run(inspect("--json"));
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.errors()).isEmpty();
    assertThat(JsonText.object(result.output().get(0)).get("findings")).isEqualTo(List.of());
  }

  @Test
  void foreignNodesAreNamed() throws InterruptedException, KeeperException {
    assertThat(a.lock(path).tryAcquire()).isPresent();
    create(path + "/readme", "?", Ids.OPEN_ACL_UNSAFE);
    assertThat(text()).last().isEqualTo("foreign: 1 (readme)");
    assertThat(json().get("foreign")).isEqualTo(List.of("readme"));
  }

  @Test
  void aDirectory() throws InterruptedException, KeeperException {
    create(path, "", Ids.OPEN_ACL_UNSAFE);
    for (int i = 0; i < 7; i++) {
      create(path + "/d" + i, "", Ids.OPEN_ACL_UNSAFE);
    }
    assertThat(text())
        .containsExactly(path + ": no recipe", "foreign: 7 (d0, d1, d2, d3, d4, ...)");
  }

  @Test
  void foreignData() throws InterruptedException, KeeperException {
    create(path, "{}", Ids.OPEN_ACL_UNSAFE);
    assertThat(text()).containsExactly(path + ": no recipe", "node: holds 2 bytes of no recipe");
  }

  @Test
  void aNodeWhoseRecipeCannotBeTold() throws InterruptedException {
    a.lock(path).tryAcquire().orElseThrow().release();
    assertThat(text())
        .hasSize(2)
        .first()
        .asString()
        .startsWith(path + ": cannot be told; perhaps lock, ");
    assertThat(finding().get("guess")).isEqualTo(true);
  }

  @Test
  void refusedByAcl() throws InterruptedException, KeeperException {
    create(path, "", UNREADABLE);
    assertThat(shell.fail(77, inspect())).contains(path);
    assertThat(shell.fail(77, inspect("--watch"))).contains(path);
  }

  @Test
  void wrongUsage() throws InterruptedException {
    assertThat(shell.fail(64, "inspect")).contains("PATH");
    assertThat(shell.fail(64, "inspect", "no-slash")).contains("no-slash");
  }

  @Test
  void aNamespaceIsPutBeforeThePath() throws InterruptedException {
    a.counter("/app" + path).increment();
    assertThat(text("--namespace", "/app")).contains(path + ": counter");
  }

  // --watch

  @ParameterizedTest
  @ValueSource(strings = {"zk-raw", "curator"})
  void watchSeesWhoComesAndGoes(String backend) throws InterruptedException {
    CoordProcess watcher = shell.start(inspect("--watch", "--json", "--backend", backend));
    watcher.awaitLineWith("\"findings\":[]");
    Hold hold = a.lock(path).tryAcquire().orElseThrow();
    watcher.awaitLineWith("\"token\":" + hold.fencingToken());
    var second = a.withIdentifier("b").lock(path).acquireAsync();
    watcher.awaitLineWith("\"counts\":{\"holder\":1,\"waiting\":1}");
    hold.release();
    watcher.awaitLineWith("\"role\":\"holder\",\"subject\":null,\"identifier\":\"b\"");
    second.join().release();
    watcher.awaitLineWith("\"guess\":true");
    watcher.signal("INT");
    Result result = watcher.result();
    assertThat(result.exitCode()).isEqualTo(130);
    assertThat(result.errors()).isEmpty();
    assertThat(result.output()).allSatisfy(line -> assertThat(JsonText.object(line)).isNotEmpty());
  }

  @Test
  void anEmptyLineFollowsEachTime() throws InterruptedException {
    CoordProcess watcher = shell.start(inspect("--watch"));
    watcher.awaitLine(path + ": nothing");
    a.party(path).join();
    watcher.awaitLine("member ");
    watcher.awaitLastLine("");
    watcher.signal("TERM");
    List<String> output = watcher.result().output();
    assertThat(output).startsWith(path + ": nothing", "").endsWith("");
    assertThat(watcher.exitCode()).isEqualTo(143);
  }

  /** The watch on the path goes off: who may not read a node is told of no change there. */
  @ParameterizedTest
  @ValueSource(strings = {"zk-raw", "curator"})
  void watchEndsWhenALaterLookIsRefused(String backend)
      throws InterruptedException, KeeperException {
    CoordProcess watcher = shell.start(inspect("--watch", "--backend", backend));
    watcher.awaitLine(path + ": nothing");
    create(path, "", Ids.OPEN_ACL_UNSAFE);
    watcher.awaitLine(path + ": cannot be told");
    create(path + "/lease_holder", "", UNREADABLE);
    assertThat(Shell.failure(77, watcher.result())).contains(path);
  }

  @Test
  void watchEndsWhenNobodyReadsIt() throws InterruptedException, IOException {
    Unread.assertEnds(server, inspect("--watch"));
    Unread.assertEndsAfter(List.of(path + ": nothing", ""), server, inspect("--watch"));
  }
}
