package dev.coordination.zookeeper.engine;

import static dev.coordination.zookeeper.engine.ZnodeSession.ANY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeKind;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeStat;
import dev.coordination.zookeeper.engine.ZnodeSession.Op;
import dev.coordination.zookeeper.engine.ZnodeSession.OpResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each request does and answers, and the order of requests. */
abstract class ZnodeRequestContract extends ZnodeContractSupport {

  private NodeStat stat(String path) {
    return store.await(session.exists(path, null)).orElseThrow();
  }

  private List<OpResult> multi(Op... operations) {
    return store.await(session.multi(List.of(operations)));
  }

  private void assertMultiFails(int index, Code code, Op... operations) {
    ZnodeException failure = store.awaitFailure(session.multi(List.of(operations)));
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.index()).isEqualTo(index);
  }

  private static boolean isEphemeral(NodeKind kind) {
    return kind == NodeKind.EPHEMERAL || kind == NodeKind.EPHEMERAL_SEQUENTIAL;
  }

  // Create

  @ParameterizedTest
  @EnumSource(NodeKind.class)
  void createReturnsThePathAndTheStatOfTheNewNode(NodeKind kind) {
    var created = create("n-", kind);

    boolean sequential =
        kind == NodeKind.PERSISTENT_SEQUENTIAL || kind == NodeKind.EPHEMERAL_SEQUENTIAL;
    assertThat(created.path()).isEqualTo(under(sequential ? "n-0000000000" : "n-"));
    NodeStat stat = created.stat();
    assertThat(stat.czxid()).isPositive();
    assertThat(stat.ctime()).isPositive();
    assertThat(stat)
        .isEqualTo(
            new NodeStat(
                stat.czxid(),
                stat.czxid(),
                stat.czxid(),
                0,
                0,
                0,
                isEphemeral(kind) ? session.id() : 0,
                stat.ctime(),
                stat.ctime()))
        .isEqualTo(stat(created.path()));
  }

  @Test
  void createKeepsTheDataEmptyDataIncluded() {
    var unused = create("a");
    assertThat(store.await(session.getData(under("a"), null)).data()).isEqualTo(DATA);
    store.await(session.create(under("b"), NONE, NodeKind.PERSISTENT));
    assertThat(store.await(session.getData(under("b"), null)).data()).isEmpty();
  }

  @Test
  void createFailsIfTheNodeExists() {
    var unused = create("a");
    assertFails(session.create(under("a"), NONE, NodeKind.EPHEMERAL), Code.NODE_EXISTS);
    assertThat(stat(under("a")).ephemeralOwner()).isZero();
  }

  @ParameterizedTest
  @EnumSource(NodeKind.class)
  void createFailsWithoutItsParent(NodeKind kind) {
    assertFails(session.create(under("no/n"), NONE, kind), Code.NO_NODE);
    assertThat(store.existsByHand(under("no"))).isFalse();
  }

  @ParameterizedTest
  @EnumSource(NodeKind.class)
  void createFailsUnderAnEphemeralNode(NodeKind kind) {
    var unused = create("e", NodeKind.EPHEMERAL);
    assertFails(session.create(under("e/n"), NONE, kind), Code.NO_CHILDREN_FOR_EPHEMERALS);
  }

  @Test
  void zxidsGrow() {
    long first = create("a").stat().czxid();
    assertThat(create("b").stat().czxid()).isGreaterThan(first);
  }

  @Test
  void sequenceNumbersCountAllChildrenEverCreatedInTheParent() {
    assertThat(create("a-", NodeKind.EPHEMERAL_SEQUENTIAL).path()).isEqualTo(under("a-0000000000"));
    var unused = create("plain");
    assertThat(create("b-", NodeKind.PERSISTENT_SEQUENTIAL).path())
        .isEqualTo(under("b-0000000002"));
    store.await(session.delete(under("plain"), ANY));
    assertFails(session.create(under("a-0000000000"), NONE, NodeKind.PERSISTENT), Code.NODE_EXISTS);
    var bare = session.create(root + "/", NONE, NodeKind.PERSISTENT_SEQUENTIAL);
    assertThat(store.await(bare).path()).isEqualTo(under("0000000003"));
    assertThat(
            store.await(
                session.create(under("b-0000000002/n"), NONE, NodeKind.PERSISTENT_SEQUENTIAL)))
        .extracting(created -> created.path())
        .isEqualTo(under("b-0000000002/n0000000000"));
  }

  @Test
  void theStatOfTheParentTellsTheNextSequenceNumber() {
    var random = new Random(7);
    var children = new ArrayList<String>();
    int creates = 0;
    for (int i = 0; i < 60; i++) {
      if (children.isEmpty() || random.nextInt(5) > 1) {
        boolean sequential = random.nextBoolean();
        NodeKind kind = sequential ? NodeKind.EPHEMERAL_SEQUENTIAL : NodeKind.PERSISTENT;
        children.add(create("n" + i + "-", kind).path());
        creates++;
      } else {
        store.await(session.delete(children.remove(random.nextInt(children.size())), ANY));
      }
      NodeStat parent = stat(root);
      assertThat(parent.numChildren()).isEqualTo(children.size());
      assertThat((parent.cversion() + parent.numChildren()) / 2).isEqualTo(creates);
    }
  }

  // Delete, set, read

  @Test
  void deleteRemovesTheNode() {
    var unused = create("a");
    assertThat(store.await(session.delete(under("a"), 0))).isNull();
    assertThat(store.await(session.exists(under("a"), null))).isEmpty();
    assertFails(session.delete(under("a"), ANY), Code.NO_NODE);
  }

  @Test
  void deleteFailsInAnotherVersionOrWithChildren() {
    var unused = create("a");
    assertFails(session.delete(under("a"), 1), Code.BAD_VERSION);
    store.await(session.create(under("a/b"), NONE, NodeKind.PERSISTENT));
    assertFails(session.delete(under("a"), 1), Code.BAD_VERSION);
    assertFails(session.delete(under("a"), ANY), Code.NOT_EMPTY);
    assertThat(store.existsByHand(under("a/b"))).isTrue();
  }

  @Test
  void setDataRaisesTheVersionAndLeavesTheRest() {
    NodeStat before = create("a").stat();
    NodeStat after = store.await(session.setData(under("a"), NONE, 0));
    assertThat(after.mzxid()).isGreaterThan(before.czxid());
    assertThat(after.mtime()).isGreaterThanOrEqualTo(before.ctime());
    assertThat(after)
        .isEqualTo(
            new NodeStat(
                before.czxid(),
                after.mzxid(),
                before.pzxid(),
                1,
                0,
                0,
                0,
                before.ctime(),
                after.mtime()))
        .isEqualTo(stat(under("a")));
    assertThat(store.await(session.setData(under("a"), DATA, ANY)).version()).isEqualTo(2);
  }

  @Test
  void setDataFailsInAnotherVersionOrWithoutTheNode() {
    var unused = create("a");
    assertFails(session.setData(under("a"), NONE, 1), Code.BAD_VERSION);
    assertFails(session.setData(under("b"), NONE, ANY), Code.NO_NODE);
    var node = store.await(session.getData(under("a"), null));
    assertThat(node.data()).isEqualTo(DATA);
    assertThat(node.stat().version()).isZero();
  }

  @Test
  void readsOfAnAbsentNode() {
    assertThat(store.await(session.exists(under("a"), null))).isEmpty();
    assertFails(session.getData(under("a"), null), Code.NO_NODE);
    assertFails(session.getChildren(under("a"), null), Code.NO_NODE);
  }

  @Test
  void childrenAreListedByNameWithTheStatOfTheParent() {
    assertThat(store.await(session.getChildren(root, null)).names()).isEmpty();
    var unused = create("a");
    long second = create("b").stat().czxid();
    store.await(session.create(under("a/c"), NONE, NodeKind.PERSISTENT));

    var children = store.await(session.getChildren(root, null));
    assertThat(children.names()).containsExactlyInAnyOrder("a", "b");
    assertThat(children.stat()).isEqualTo(stat(root));
    assertThat(children.stat().pzxid()).isEqualTo(second);
    assertThat(children.stat().cversion()).isEqualTo(2);
    assertThat(children.stat().version()).isZero();
  }

  @Test
  void deletingAChildChangesTheParentsChildVersionAndPzxid() {
    long created = create("a").stat().czxid();
    store.await(session.delete(under("a"), ANY));
    NodeStat parent = stat(root);
    assertThat(parent.pzxid()).isGreaterThan(created);
    assertThat(parent.mzxid()).isEqualTo(parent.czxid());
    assertThat(parent.cversion()).isEqualTo(2);
    assertThat(parent.numChildren()).isZero();
  }

  @Test
  void syncedReadsSeeWhatOthersDid() {
    store.createByHand(under("a"));
    var synced = session.sync(root);
    var found = session.exists(under("a"), null);
    assertThat(store.await(synced)).isNull();
    assertThat(store.await(found)).isPresent();
  }

  // Multi

  @Test
  void multiAppliesAllInOneTransaction() {
    var unused = create("set");
    var unusedToo = create("gone");

    var results =
        multi(
            new Op.Check(under("set"), 0),
            new Op.Create(under("n-"), DATA, NodeKind.EPHEMERAL_SEQUENTIAL),
            new Op.SetData(under("set"), NONE, 0),
            new Op.Delete(under("gone"), ANY),
            new Op.Check(root, ANY));

    assertThat(results).extracting(OpResult::path).element(1).isEqualTo(under("n-0000000002"));
    assertThat(results.get(2).stat()).isEqualTo(stat(under("set")));
    assertThat(List.of(0, 1, 3, 4)).allSatisfy(i -> assertThat(results.get(i).stat()).isNull());
    NodeStat created = stat(under("n-0000000002"));
    assertThat(created.czxid()).isEqualTo(stat(under("set")).mzxid()).isEqualTo(stat(root).pzxid());
    assertThat(created.ephemeralOwner()).isEqualTo(session.id());
    assertThat(store.existsByHand(under("gone"))).isFalse();
  }

  @Test
  void multiNamesThePathOfEveryOperation() {
    var unused = create("a");
    var results =
        multi(
            new Op.Check(under("a"), 0),
            new Op.SetData(under("a"), NONE, ANY),
            new Op.Create(under("b"), NONE, NodeKind.PERSISTENT),
            new Op.Delete(under("a"), 1));
    assertThat(results)
        .extracting(OpResult::path)
        .containsExactly(under("a"), under("a"), under("b"), under("a"));
  }

  @Test
  void operationsOfAMultiSeeThoseBeforeThem() {
    var results =
        multi(
            new Op.Create(under("a"), NONE, NodeKind.PERSISTENT),
            new Op.Create(under("a/n"), NONE, NodeKind.PERSISTENT_SEQUENTIAL),
            new Op.SetData(under("a"), DATA, 0),
            new Op.Check(under("a"), 1),
            new Op.Delete(under("a/n0000000000"), 0));
    assertThat(results).hasSize(5);
    assertThat(stat(under("a")).cversion()).isEqualTo(2);
    assertMultiFails(
        1,
        Code.NODE_EXISTS,
        new Op.Create(under("b"), NONE, NodeKind.PERSISTENT),
        new Op.Create(under("b"), NONE, NodeKind.PERSISTENT));
    assertMultiFails(
        2,
        Code.NOT_EMPTY,
        new Op.Create(under("b"), NONE, NodeKind.PERSISTENT),
        new Op.Create(under("b/c"), NONE, NodeKind.PERSISTENT),
        new Op.Delete(under("b"), ANY));
  }

  @Test
  void aFailedMultiTellsTheFirstFailureAndChangesNothing() {
    var unused = create("a");
    NodeStat parent = stat(root);
    assertMultiFails(
        2,
        Code.BAD_VERSION,
        new Op.Create(under("b-"), NONE, NodeKind.PERSISTENT_SEQUENTIAL),
        new Op.SetData(under("a"), NONE, 0),
        new Op.Check(under("a"), 0),
        new Op.Delete(under("none"), ANY));
    assertThat(stat(root)).isEqualTo(parent);
    assertThat(stat(under("a")).version()).isZero();
    assertThat(create("c-", NodeKind.PERSISTENT_SEQUENTIAL).path())
        .isEqualTo(under("c-0000000001"));
  }

  @Test
  void everyOperationOfAMultiCanFail() {
    var unused = create("a");
    Op fine = new Op.Check(root, ANY);
    assertMultiFails(1, Code.NO_NODE, fine, new Op.Check(under("x"), ANY));
    assertMultiFails(1, Code.BAD_VERSION, fine, new Op.Check(under("a"), 3));
    assertMultiFails(1, Code.NO_NODE, fine, new Op.Delete(under("x"), ANY));
    assertMultiFails(1, Code.BAD_VERSION, fine, new Op.Delete(under("a"), 3));
    assertMultiFails(1, Code.NO_NODE, fine, new Op.SetData(under("x"), NONE, ANY));
    assertMultiFails(1, Code.BAD_VERSION, fine, new Op.SetData(under("a"), NONE, 3));
    assertMultiFails(1, Code.NO_NODE, fine, new Op.Create(under("x/y"), NONE, NodeKind.EPHEMERAL));
    assertMultiFails(
        1, Code.NODE_EXISTS, fine, new Op.Create(under("a"), NONE, NodeKind.EPHEMERAL));
    assertMultiFails(0, Code.NO_NODE, new Op.Check(under("x"), ANY), fine);
  }

  // Order

  @Test
  void requestsAreExecutedAndAnsweredInTheOrderOfTheCalls() {
    var futures = new ArrayList<CompletableFuture<?>>();
    inDelivery(
        () -> {
          for (int i = 0; i < 200; i++) {
            futures.add(session.create(under("n-"), NONE, NodeKind.EPHEMERAL_SEQUENTIAL));
            noteEnd("" + 2 * i, futures.get(2 * i));
            futures.add(session.getChildren(root, null));
            noteEnd("" + (2 * i + 1), futures.get(2 * i + 1));
          }
        });
    var last = store.await(session.getChildren(root, null));

    assertThat(last.names()).hasSize(200);
    assertThat(notes()).isEqualTo(IntStream.range(0, 400).mapToObj(i -> i + "=ok").toList());
    for (int i = 0; i < 200; i++) {
      var created = (ZnodeSession.Created) store.await(futures.get(2 * i));
      var listed = (ZnodeSession.Children) store.await(futures.get(2 * i + 1));
      assertThat(created.path()).endsWith(String.format("n-%010d", i));
      assertThat(listed.names()).hasSize(i + 1);
    }
  }

  @Test
  void aFailedRequestDoesNotStopThoseBehindIt() {
    var first = session.create(under("no/n"), NONE, NodeKind.PERSISTENT);
    var second = session.multi(List.of(new Op.Check(under("no"), ANY)));
    var third = session.create(under("a"), NONE, NodeKind.PERSISTENT);
    var fourth = session.exists(under("a"), null);
    assertThat(store.await(fourth)).isPresent();
    assertThat(third).isCompleted();
    assertFails(second, Code.NO_NODE);
    assertFails(first, Code.NO_NODE);
  }
}
