package dev.coordination.it.kazoo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.Codec;
import dev.coordination.CoordinationClient;
import dev.coordination.PartitionOptions;
import dev.coordination.it.Backend;
import dev.coordination.it.Bounded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;
import org.apache.zookeeper.server.EphemeralType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Node by node, what kazoo writes and what we write: names, kinds, access, bytes. */
class KazooLayoutTest extends KazooTest {

  private static final List<ACL> OPEN = ZooDefs.Ids.OPEN_ACL_UNSAFE;
  private static final String CONTENDER = "/[0-9a-f]{32}__lock__(\\d{10})";

  /**
   * A node as any client sees it.
   *
   * @param name relative to the test's path; a random id is replaced by {@code ID}
   * @param owner the session that it lives with; 0 for a plain persistent node, other numbers for
   *     containers and nodes with a time to live
   * @param data its bytes, or null if the node has none at all
   * @param acl who may do what
   */
  private record Node(String name, long owner, List<Byte> data, List<ACL> acl) {}

  @ParameterizedTest
  @ValueSource(strings = {"host-1", "", "größer als 世界"})
  void lock(String identifier) throws KeeperException, InterruptedException {
    var python = python();
    var line = path + "/deep/line";
    var node = Bounded.get(python.acquire(line, identifier));
    var golden =
        List.of(
            new Node("", 0, List.of(), OPEN),
            new Node("/deep", 0, List.of(), OPEN),
            new Node("/deep/line", 0, List.of(), OPEN),
            new Node("/deep/line/ID__lock__0000000000", 1, bytes(identifier), OPEN));
    assertThat(node).matches(line + CONTENDER);
    assertThat(tree(path, python.session())).isEqualTo(golden);

    for (var backend : Backend.values()) {
      var own = path + "-" + backend;
      var hold = java(backend, identifier).lock(own + "/deep/line").acquire();
      assertThat(hold.isHeld()).isTrue();
      assertThat(tree(own, sessionOf(own + "/deep/line"))).isEqualTo(golden);
    }
  }

  @ParameterizedTest
  @EnumSource
  void secondInLine(Backend backend) {
    var first = Bounded.get(python().acquire(path, "python"));
    var unused = java(backend, "java").lock(path).acquireAsync();

    assertThat(onlooker.awaitInLine(path, 2))
        .allMatch(name -> ("/" + name).matches(CONTENDER))
        .anyMatch(name -> name.endsWith("__lock__0000000000") && first.endsWith(name))
        .anyMatch(name -> name.endsWith("__lock__0000000001"));
  }

  @ParameterizedTest
  @ValueSource(longs = {7, -7, Long.MAX_VALUE})
  void counter(long value) throws KeeperException, InterruptedException {
    var python = python();
    Bounded.get(python.add(path + "/deep/count", "" + value, 1));
    var golden =
        List.of(
            new Node("", 0, List.of(), OPEN),
            new Node("/deep", 0, List.of(), OPEN),
            new Node("/deep/count", 0, bytes("" + value), OPEN));
    assertThat(tree(path, 0)).isEqualTo(golden);

    for (var backend : Backend.values()) {
      var own = path + "-" + backend;
      java(backend, "java").counter(own + "/deep/count").increment(value);
      assertThat(tree(own, 0).stream().filter(node -> !isMark(node)))
          .containsExactlyElementsOf(golden);
    }
  }

  /** What kazoo does not know, beside the counter and never under it. */
  private static boolean isMark(Node node) {
    return node.name().matches("/deep/count-__marks__(/[0-9a-f]{32}-\\d+)?");
  }

  /** All nodes from the top down; the owner that is expected reads 1. */
  private List<Node> tree(String top, long session) throws KeeperException, InterruptedException {
    var nodes = new ArrayList<Node>();
    collect(top, top, session, nodes);
    return nodes;
  }

  private void collect(String top, String node, long session, List<Node> into)
      throws KeeperException, InterruptedException {
    var stat = new Stat();
    var data = onlooker.read(node, stat);
    var acl = onlooker.client().getACL(node, stat);
    long owner = stat.getEphemeralOwner();
    into.add(
        new Node(
            node.substring(top.length())
                .replaceAll("/[0-9a-f]{32}__lock__(\\d{10})$", "/ID__lock__$1"),
            owner != 0 && owner == session ? 1 : owner,
            data == null ? null : bytes(data),
            acl));
    for (var child : onlooker.client().getChildren(node, false)) {
      collect(top, node + "/" + child, session, into);
    }
  }

  /** The session of a Java client is known from the server alone. */
  private long sessionOf(String line) {
    return server.ephemerals().entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(line + "/"))
        .findFirst()
        .orElseThrow()
        .getValue();
  }

  private static List<Byte> bytes(String text) {
    return bytes(text.getBytes(UTF_8));
  }

  private static List<Byte> bytes(byte[] data) {
    var bytes = new ArrayList<Byte>();
    for (byte b : data) {
      bytes.add(b);
    }
    return bytes;
  }

  // ---- every other recipe, in one text for each node

  /** What a client does at a path, and leaves there. */
  private interface Leaving {
    void at(String path) throws InterruptedException;
  }

  /** The same on a client of ours; the text is the identifier that all use here. */
  private interface JavaLeaving {
    void at(CoordinationClient client, String path) throws InterruptedException;
  }

  private static final Pattern MARK = Pattern.compile("/r-__marks__/ID-\\d+ ephemeral '[1-9]\\d*'");
  private static final String ME = "me, größer";
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final List<String> ITEMS = List.of("i0", "i1");

  /**
   * Compares what both leave at {@code /r}.
   *
   * @param golden what kazoo leaves
   * @param ours what we leave
   */
  private void compare(List<String> golden, List<String> ours, Leaving inPython, JavaLeaving inJava)
      throws KeeperException, InterruptedException {
    inPython.at(path + "/r");
    assertThat(texts(path)).as("of kazoo").isEqualTo(golden);
    for (var backend : Backend.values()) {
      var own = path + "-" + backend;
      inJava.at(java(backend, ME), own + "/r");
      assertThat(texts(own)).as("of %s", backend).isEqualTo(ours);
    }
  }

  private void compare(List<String> golden, Leaving inPython, JavaLeaving inJava)
      throws KeeperException, InterruptedException {
    compare(golden, golden, inPython, inJava);
  }

  /**
   * All nodes below, by name, kind and data; an access that is not open to all shows, too. The
   * marks themselves are left out, which are ours alone and go when nobody has written for a while;
   * what they lie in stays.
   */
  private List<String> texts(String top) throws KeeperException, InterruptedException {
    var texts = new ArrayList<String>();
    collectTexts(top, top, texts);
    return texts.stream().filter(text -> !MARK.matcher(text).matches()).sorted().toList();
  }

  private void collectTexts(String top, String node, List<String> into)
      throws KeeperException, InterruptedException {
    for (var child : onlooker.client().getChildren(node, false)) {
      var stat = new Stat();
      var data = onlooker.read(node + "/" + child, stat);
      var acl = onlooker.client().getACL(node + "/" + child, stat);
      into.add(
          "%s %s %s%s"
              .formatted(
                  anyId((node + "/" + child).substring(top.length())),
                  EphemeralType.get(stat.getEphemeralOwner()) == EphemeralType.VOID
                      ? "persistent"
                      : stat.getEphemeralOwner() > 0 ? "ephemeral" : "special",
                  data == null ? "null" : "'" + anyId(new String(data, UTF_8)) + "'",
                  acl.equals(OPEN) ? "" : " for " + acl));
      collectTexts(top, node + "/" + child, into);
    }
  }

  private static String anyId(String text) {
    return text.replaceAll("(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])", "DIGEST")
        .replaceAll("(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])", "ID")
        .replaceAll("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d", "TIME");
  }

  @Test
  void readWriteLock() throws KeeperException, InterruptedException {
    var python = python();
    compare(
        List.of(
            "/r persistent ''",
            "/r/ID__lock__0000000001 ephemeral '" + ME + "'",
            "/r/ID__rlock__0000000000 ephemeral '" + ME + "'"),
        r -> {
          var unused = Bounded.get(python.acquireAs("ReadLock", r, ME));
          var waiting = python.acquireAs("WriteLock", r, ME);
          assertThat(onlooker.awaitInLine(r, 2)).isNotEmpty();
          assertThat(waiting).isNotDone();
        },
        (java, r) -> {
          var unused = Bounded.get(java.readWriteLock(r).readLock().acquireAsync());
          var waiting = java.readWriteLock(r).writeLock().acquireAsync();
          assertThat(onlooker.awaitInLine(r, 2)).isNotEmpty();
          assertThat(waiting).isNotDone();
        });
  }

  /** kazoo writes into its guard how Python shows the bytes of the identifier. */
  @Test
  void semaphoreAndItsGuard() throws KeeperException, InterruptedException {
    var python = python();
    compare(
        List.of(
            "/r persistent '1'",
            "/r-__lock__ persistent ''",
            "/r-__lock__/ID__lock__0000000001 ephemeral 'b'me, gr\\xc3\\xb6\\xc3\\x9fer''",
            "/r/ID ephemeral '" + ME + "'"),
        List.of(
            "/r persistent '1'",
            "/r-__lock__ persistent ''",
            "/r-__lock__/ID__lock__0000000001 ephemeral '" + ME + "'",
            "/r/ID ephemeral '" + ME + "'"),
        r -> {
          var unused = Bounded.get(python.acquirePermit(r, ME, 1));
          var waiting = python.acquirePermit(r, ME, 1);
          assertThat(onlooker.awaitInLine(r + "-__lock__", 1)).isNotEmpty();
          assertThat(waiting).isNotDone();
        },
        (java, r) -> {
          var unused = Bounded.get(java.semaphore(r, 1).acquireAsync());
          var waiting = java.semaphore(r, 1).acquireAsync();
          assertThat(onlooker.awaitInLine(r + "-__lock__", 1)).isNotEmpty();
          assertThat(waiting).isNotDone();
        });
  }

  @Test
  void election() throws KeeperException, InterruptedException {
    var python = python();
    compare(
        List.of("/r persistent ''", "/r/ID__lock__0000000000 ephemeral '" + ME + "'"),
        r -> assertThat(Bounded.get(python.elect(r, ME))).startsWith(r),
        (java, r) -> assertThat(Bounded.get(java.election(r).campaignAsync()).isHeld()).isTrue());
  }

  @Test
  void queue() throws KeeperException, InterruptedException {
    var python = python();
    var shared =
        List.of(
            "/r persistent ''",
            "/r/entry-005-0000000000 persistent 'one'",
            "/r/entry-100-0000000001 persistent 'größer'");
    compare(
        shared,
        List.of(shared.get(0), "/r-__marks__ persistent ''", shared.get(1), shared.get(2)),
        r -> {
          python.putIntoQueue(r, "one", 5);
          python.putIntoQueue(r, "größer", 100);
        },
        (java, r) -> {
          var queue = java.queue(r, Codec.utf8());
          queue.put("one", 5);
          queue.put("größer");
        });
  }

  @Test
  void lockingQueueWithAClaim() throws KeeperException, InterruptedException {
    var python = python();
    var shared =
        List.of(
            "/r persistent ''",
            "/r/entries persistent ''",
            "/r/entries/entry-005-0000000001 persistent 'two'",
            "/r/entries/entry-100-0000000000 persistent 'one'",
            "/r/taken persistent ''",
            "/r/taken/entry-005-0000000001 ephemeral 'ID'");
    var ours = new ArrayList<>(shared);
    ours.add(1, "/r-__marks__ persistent ''");
    compare(
        shared,
        ours,
        r -> {
          python.putIntoLockingQueue(r, 100, "one");
          python.putIntoLockingQueue(r, 5, "two");
          assertThat(Bounded.get(python.claim(r, LONG))).contains("two");
        },
        (java, r) -> {
          var queue = java.lockingQueue(r, Codec.utf8());
          queue.put("one");
          queue.put("two", 5);
          assertThat(queue.poll()).isPresent();
        });
  }

  @Test
  void barrier() throws KeeperException, InterruptedException {
    var python = python();
    compare(
        List.of("/r persistent ''"),
        List.of("/r persistent ''", "/r-__marks__ persistent ''"),
        r -> python.createBarrier(r),
        (java, r) -> assertThat(java.barrier(r).create()).isTrue());
  }

  @Test
  void doubleBarrier() throws KeeperException, InterruptedException {
    var pythons = pythons(2);
    var members = List.of("/r/ID ephemeral 'a'", "/r/ID ephemeral 'b'", "/r/ready persistent ''");
    var ours = new ArrayList<>(List.of("/r persistent 'ID\nID\n'"));
    ours.addAll(members);
    var golden = new ArrayList<>(List.of("/r persistent ''"));
    golden.addAll(members);
    compare(
        golden,
        ours,
        r -> {
          var first = pythons.get(0).enterDoubleBarrier(r, 2, "a");
          assertThat(Bounded.get(pythons.get(1).enterDoubleBarrier(r, 2, "b"))).isTrue();
          assertThat(Bounded.get(first)).isTrue();
        },
        (java, r) -> {
          var first = java.withIdentifier("a").doubleBarrier(r, 2);
          var entered = Bounded.start(() -> first.enter(LONG));
          assertThat(java.withIdentifier("b").doubleBarrier(r, 2).enter(LONG)).isTrue();
          assertThat(Bounded.get(entered)).isTrue();
        });
  }

  @Test
  void party() throws KeeperException, InterruptedException {
    var python = python();
    compare(
        List.of("/r persistent ''", "/r/ID__party__ ephemeral '" + ME + "'"),
        r -> python.join("Party", r, ME),
        (java, r) -> java.party(r).join());
  }

  @Test
  void shallowParty() throws KeeperException, InterruptedException {
    var python = python();
    compare(
        List.of("/r persistent ''", "/r/ID-" + ME + " ephemeral '" + ME + "'"),
        r -> python.join("ShallowParty", r, ME),
        (java, r) -> java.shallowParty(r).join());
  }

  @Test
  void setPartitioner() throws KeeperException, InterruptedException {
    var python = python();
    var member = "/r/party/ID-" + ME + " ephemeral '" + ME;
    var shared =
        List.of(
            "/r persistent ''",
            "/r/locks persistent ''",
            "/r/locks/i0 persistent ''",
            "/r/locks/i0/ID__lock__0000000000 ephemeral ''",
            "/r/locks/i1 persistent ''",
            "/r/locks/i1/ID__lock__0000000000 ephemeral ''",
            "/r/party persistent ''");
    var golden = new ArrayList<>(shared);
    golden.add(member + "'");
    var ours = new ArrayList<>(shared);
    ours.add(member + "\nDIGEST'");
    var options = PartitionOptions.<String>defaults().withTimeBoundary(Duration.ofMillis(200));
    compare(
        golden,
        ours,
        r -> {
          python.joinPartition(r, ME, Duration.ofMillis(200), ITEMS);
          assertThat(Bounded.get(python.hasPartition(r, ITEMS))).isEmpty();
        },
        (java, r) ->
            assertThat(java.setPartitioner(r, ITEMS, options).awaitAcquired(LONG)).isTrue());
  }

  @Test
  void lease() throws KeeperException, InterruptedException {
    var python = python();
    compare(
        List.of("/r persistent ''", "/r/lease_holder persistent '" + holder() + "'"),
        r -> assertThat(python.lease(r, ME, LONG)).isTrue(),
        (java, r) -> assertThat(java.nonBlockingLease(r, LONG).tryAcquire()).isPresent());
  }

  @Test
  void multiLease() throws KeeperException, InterruptedException {
    var python = python();
    var shared =
        List.of(
            "/r persistent ''",
            "/r/0 persistent ''",
            "/r/0/lease_holder persistent '" + holder() + "'");
    var ours = new ArrayList<>(shared);
    ours.add("/r/1 persistent ''");
    compare(
        shared,
        ours,
        r -> assertThat(python.multiLease(r, ME, 2, LONG)).isTrue(),
        (java, r) ->
            assertThat(java.multiNonBlockingLease(r, 2, LONG).tryAcquireAny()).isPresent());
  }

  /** The lock under which a lease is changed, while somebody else has it. */
  @Test
  void lockOfALease() throws KeeperException, InterruptedException {
    var pythons = pythons(2);
    compare(
        List.of(
            "/r persistent ''",
            "/r/ID__lock__0000000000 ephemeral 'holder'",
            "/r/ID__lock__0000000001 ephemeral '" + ME + "'"),
        r -> {
          var unused = Bounded.get(pythons.get(0).acquire(r, "holder"));
          var asked = Bounded.start(() -> pythons.get(1).lease(r, ME, LONG));
          assertThat(onlooker.awaitInLine(r, 2)).isNotEmpty();
          pythons.get(1).awaitWatch(r);
          assertThat(asked.isDone()).isFalse();
        },
        (java, r) -> {
          var unused = Bounded.get(pythons.get(0).acquire(r, "holder"));
          var asked = Bounded.start(() -> java.nonBlockingLease(r, LONG).tryAcquire());
          var holder = nodeOf(pythons.get(0), r);
          awaitWatched(holder);
          assertThat(asked.isDone()).isFalse();
        });
  }

  private static String holder() {
    return "{\"version\": 1, \"holder\": \"me, gr\\u00f6\\u00dfer\", \"end\": \"TIME\"}";
  }

  /** Beside the path and never under it: a taker that waits, and parties of a barrier. */
  @ParameterizedTest
  @EnumSource
  void whoWaitsInNodesThatAreOursAlone(Backend backend)
      throws KeeperException, InterruptedException {
    var java = java(backend, ME);
    var taking = java.queue(path + "/queue/r", Codec.utf8()).takeAsync();
    assertThat(onlooker.awaitInLine(path + "/queue/r-__wait__", 1)).hasSize(1);
    assertThat(texts(path + "/queue"))
        .filteredOn(text -> !text.startsWith("/r "))
        .containsExactly(
            "/r-__wait__ persistent ''", "/r-__wait__/ID__lock__0000000000 ephemeral ''");
    assertThat(taking).isNotDone();

    var barrier = java.barrier(path + "/barrier/r", 2);
    var waiting = Bounded.start(() -> barrier.await(LONG));
    assertThat(onlooker.awaitInLine(path + "/barrier/r-__waiters__", 1)).hasSize(1);
    assertThat(texts(path + "/barrier"))
        .containsExactly(
            "/r persistent ''",
            "/r-__waiters__ persistent ''",
            "/r-__waiters__/ID-0000000000 ephemeral '" + ME + "'");
    assertThat(waiting.isDone()).isFalse();
  }
}
