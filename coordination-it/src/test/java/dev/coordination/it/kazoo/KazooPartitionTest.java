package dev.coordination.it.kazoo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.CoordinationClient;
import dev.coordination.PartitionOptions;
import dev.coordination.PartitionState;
import dev.coordination.SetPartitioner;
import dev.coordination.it.Backend;
import dev.coordination.it.Bounded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Python and Java divide one set by the default function. */
class KazooPartitionTest extends KazooTest {

  private static final Duration BOUNDARY = Duration.ofMillis(300);
  private static final List<String> ITEMS = List.of("i0", "i1", "i2", "i3", "i4", "i10");

  private SetPartitioner<String> join(CoordinationClient client) {
    return join(client, ITEMS);
  }

  private SetPartitioner<String> join(CoordinationClient client, List<String> items) {
    PartitionOptions<String> options =
        PartitionOptions.<String>defaults().withTimeBoundary(BOUNDARY);
    var partitioner = client.setPartitioner(path, items, options);
    var unused =
        partitioner.onStateChange(
            Runnable::run,
            state -> {
              if (state == PartitionState.RELEASE) {
                partitioner.releaseSet();
              }
            });
    return partitioner;
  }

  /** Completes when it has acquired exactly these items. */
  private static CompletableFuture<Boolean> has(SetPartitioner<String> java, String... items) {
    var wanted = Set.of(items);
    var found = new CompletableFuture<Boolean>();
    var unused =
        java.onItemsChange(
            Runnable::run,
            (more, less) -> {
              if (java.acquired().equals(wanted)) {
                found.complete(true);
              }
            });
    return found;
  }

  /** Which session has the lock of each item. */
  private Map<String, Long> owners() {
    return server.ephemerals().entrySet().stream()
        .filter(node -> node.getKey().startsWith(path + "/locks/"))
        .collect(
            Collectors.toMap(
                node -> node.getKey().split("/")[3],
                node -> node.getValue(),
                Long::min,
                TreeMap::new));
  }

  @ParameterizedTest
  @EnumSource
  void bothDivideOneSet(Backend backend) {
    var python = python(SHORT_SESSION);
    python.joinPartition(path, "python", BOUNDARY, ITEMS);
    Bounded.get(python.hasPartition(path, ITEMS));
    var java = join(java(backend, "java"));

    Bounded.get(has(java, "i0", "i10", "i3")); // in Python's order: i0 i1 i10 i2 i3 i4
    assertThat(java.acquired()).containsExactly("i0", "i10", "i3");
    Bounded.get(python.hasPartition(path, List.of("i1", "i2", "i4")));
    var session = python.session();
    assertThat(owners()).hasSize(ITEMS.size());
    for (var item : List.of("i1", "i2", "i4")) {
      assertThat(owners()).containsEntry(item, session);
    }

    python.kill();

    Bounded.get(has(java, ITEMS.toArray(String[]::new)));
    assertThat(server.isAlive(session)).isFalse();
    assertThat(owners().keySet()).containsExactlyInAnyOrderElementsOf(ITEMS);
  }

  @ParameterizedTest
  @EnumSource
  void aDeadJavaIsSucceededByPython(Backend backend) {
    var python = python();
    var java = mortalJava(backend, "java");
    var partitioner = join(java.client());
    Bounded.get(has(partitioner, ITEMS.toArray(String[]::new)));
    python.joinPartition(path, "python", BOUNDARY, ITEMS);
    Bounded.get(python.hasPartition(path, List.of("i1", "i2", "i4")));
    Bounded.get(has(partitioner, "i0", "i10", "i3"));

    java.expireByTime();

    Bounded.get(python.hasPartition(path, ITEMS));
    assertThat(partitioner.acquired()).isEmpty();
    assertThat(owners().values()).containsOnly(python.session());
  }

  /** A program that does not look at its state goes on with items that are Java's by then. */
  @ParameterizedTest
  @EnumSource
  void whatPythonLosesWithItsSessionItStillYields(Backend backend) {
    var python = python();
    var java = join(java(backend, "java"));
    python.joinPartition(path, "python", BOUNDARY, ITEMS);
    Bounded.get(python.hasPartition(path, List.of("i1", "i2", "i4")));
    Bounded.get(has(java, "i0", "i10", "i3"));

    python.loseSession();

    Bounded.get(has(java, ITEMS.toArray(String[]::new)));
    assertThat(owners()).hasSize(ITEMS.size());
    assertThat(Bounded.get(python.failedPartition(path))).containsExactly("i1", "i2", "i4");
  }

  /** kazoo counts both members, and waits for items that ours keeps, which does not count it. */
  @ParameterizedTest
  @EnumSource
  void aPythonOfJavasNameChangesNothingForJavaAndWaits(Backend backend) {
    var java = join(java(backend, "same"));
    Bounded.get(has(java, ITEMS.toArray(String[]::new)));
    var python = python();

    python.joinPartition(path, "same", BOUNDARY, ITEMS);

    assertThat(onlooker.awaitInLine(path + "/locks/i0", 2)).as("behind Java").hasSize(2);
    assertThat(java.state()).isEqualTo(PartitionState.ACQUIRED);
    assertThat(java.acquired()).containsExactlyInAnyOrderElementsOf(ITEMS);
    java.finish();
    Bounded.get(python.hasPartition(path, ITEMS));
  }

  /** kazoo counts both members, and so has a half; ours takes nothing of the other half. */
  @ParameterizedTest
  @EnumSource
  void aJavaOfPythonsNameTakesNothing(Backend backend) {
    var python = python();
    var slow = BOUNDARY.multipliedBy(6); // so that Java would be the first to take anything
    python.joinPartition(path, "same", slow, ITEMS);
    Bounded.get(python.hasPartition(path, ITEMS));

    var java = join(java(backend, "same"));

    Bounded.get(python.hasPartition(path, List.of("i0", "i10", "i3")));
    assertThat(java.state()).isEqualTo(PartitionState.ALLOCATING);
    assertThat(owners()).containsOnlyKeys("i0", "i10", "i3");
    assertThat(owners().values()).containsOnly(python.session());
    java.finish();
    Bounded.get(python.hasPartition(path, ITEMS));
  }

  @Test
  void aMixedFleetDividesByTurns() {
    var items = List.of("i0", "i1", "i2", "i10", "é", "\uf900");
    var raw = join(java(Backend.RAW, "a raw"), items);
    var python = python();
    python.joinPartition(path, "é python", BOUNDARY, items);
    var curator = join(java(Backend.CURATOR, "\uf900 curator"), items);

    Bounded.get(has(raw, "i0", "i2"));
    Bounded.get(python.hasPartition(path, List.of("i1", "é")));
    Bounded.get(has(curator, "i10", "\uf900"));
    var owners = owners();
    assertThat(owners.keySet()).containsExactlyInAnyOrderElementsOf(items);
    for (var share : List.of(List.of("i0", "i2"), List.of("i1", "é"), List.of("i10", "\uf900"))) {
      assertThat(owners.get(share.get(0))).isEqualTo(owners.get(share.get(1)));
    }
    assertThat(Set.copyOf(owners.values())).hasSize(3).contains(python.session());

    python.finishPartition(path);

    Bounded.get(has(raw, "i0", "i10", "é"));
    Bounded.get(has(curator, "i1", "i2", "\uf900"));

    raw.finish();
    curator.finish();
    assertThat(owners()).isEmpty();
  }

  @Test
  void theNodesAreKazoos() throws KeeperException, InterruptedException {
    var python = python();
    python.joinPartition(path, "an-identifier", BOUNDARY, ITEMS);
    Bounded.get(python.hasPartition(path, ITEMS));
    var golden = shape();
    assertThat(memberData()).isEqualTo("an-identifier");
    python.finishPartition(path);

    for (var backend : Backend.values()) {
      var java = join(java(backend, "an-identifier"));
      Bounded.get(has(java, ITEMS.toArray(String[]::new)));
      assertThat(shape()).isEqualTo(golden);
      assertThat(memberData()).matches("an-identifier\n[0-9a-f]{64}");
      java.finish();
    }
  }

  /** The names of all nodes, without what is random or counts; locks have no data. */
  private List<String> shape() throws KeeperException, InterruptedException {
    var names = new ArrayList<String>();
    for (var item : ITEMS) {
      for (var lock : onlooker.client().getChildren(path + "/locks/" + item, false)) {
        var node = path + "/locks/" + item + "/" + lock;
        assertThat(onlooker.read(node, new Stat())).isEmpty();
        names.add(node.replaceAll("[0-9a-f]{32}", "ID").replaceAll("\\d{10}$", "N"));
      }
    }
    onlooker.client().getChildren(path + "/party", false).stream()
        .map(name -> name.replaceAll("^[0-9a-f]{32}-", "ID-"))
        .forEach(names::add);
    return names;
  }

  private String memberData() throws KeeperException, InterruptedException {
    var member = onlooker.client().getChildren(path + "/party", false).get(0);
    return new String(onlooker.read(path + "/party/" + member, new Stat()), UTF_8);
  }
}
