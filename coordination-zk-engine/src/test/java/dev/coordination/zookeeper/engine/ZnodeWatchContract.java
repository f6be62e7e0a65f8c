package dev.coordination.zookeeper.engine;

import static dev.coordination.zookeeper.engine.ZnodeSession.ANY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.support.SerialExecutor;
import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeEvent;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeKind;
import dev.coordination.zookeeper.engine.ZnodeSession.Op;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * What watches tell, and when, on an unbroken link. That something is <em>not</em> told is checked
 * behind a fence: events come in the order of the store, so it would have come before.
 */
abstract class ZnodeWatchContract extends ZnodeRequestContract {

  private void watchExists(String name) {
    var unused = store.await(session.exists(under(name), watch("exists")));
  }

  private void watchData(String name) {
    var unused = store.await(session.getData(under(name), watch("data")));
  }

  private void watchChildren(String name) {
    var unused = store.await(session.getChildren(under(name), watch("children")));
  }

  private void assertTold(String... expected) {
    fence();
    assertThat(notes()).containsExactly(expected);
  }

  @Test
  void existsOfAnAbsentNodeWatchesForItsCreation() {
    watchExists("a");
    store.createByHand(under("a"));
    store.setDataByHand(under("a"), NONE);
    store.deleteByHand(under("a"));
    assertTold("exists=CREATED /a");
  }

  @Test
  void existsOfAPresentNodeWatchesForItsDeletion() {
    store.createByHand(under("a"));
    watchExists("a");
    store.deleteByHand(under("a"));
    store.createByHand(under("a"));
    assertTold("exists=DELETED /a");
  }

  @Test
  void aDataChangeUsesUpTheWatchOfExistsSoThatTheDeletionIsNotTold() {
    store.createByHand(under("a"));
    watchExists("a");
    store.setDataByHand(under("a"), NONE);
    store.deleteByHand(under("a"));
    assertTold("exists=DATA_CHANGED /a");
  }

  @Test
  void getDataWatchesForChangeAndDeletion() {
    store.createByHand(under("a"));
    store.createByHand(under("b"));
    watchData("a");
    watchData("b");
    store.setDataByHand(under("a"), NONE);
    store.deleteByHand(under("b"));
    store.deleteByHand(under("a"));
    assertTold("data=DATA_CHANGED /a", "data=DELETED /b");
  }

  @Test
  void watchesOfANodeDoNotSeeItsChildren() {
    store.createByHand(under("a"));
    watchData("a");
    watchExists("a");
    store.createByHand(under("a/b"));
    store.deleteByHand(under("a/b"));
    assertTold();
  }

  @Test
  void getChildrenWatchesTheListOnly() {
    store.createByHand(under("a"));
    store.createByHand(under("a/b"));
    watchChildren("a");
    store.setDataByHand(under("a"), NONE);
    store.setDataByHand(under("a/b"), NONE);
    store.createByHand(under("a/b/c"));
    assertTold();
    store.createByHand(under("a/d"));
    store.deleteByHand(under("a/d"));
    assertTold("children=CHILDREN_CHANGED /a");
  }

  @Test
  void getChildrenWatchesForDeletionsOfChildrenAndOfTheNode() {
    store.createByHand(under("a"));
    store.createByHand(under("a/b"));
    watchChildren("a");
    store.deleteByHand(under("a/b"));
    fence();
    watchChildren("a");
    store.deleteByHand(under("a"));
    assertTold("children=CHILDREN_CHANGED /a", "children=DELETED /a");
  }

  @Test
  void aReadThatFailsLeavesNoWatch() {
    assertFails(session.getData(under("a"), watch("data")), Code.NO_NODE);
    assertFails(session.getChildren(under("a"), watch("children")), Code.NO_NODE);
    store.createByHand(under("a"));
    store.createByHand(under("a/b"));
    store.setDataByHand(under("a"), NONE);
    assertTold();
  }

  @Test
  void allWatchesOfAPathAreToldOnceEach() {
    store.createByHand(under("a"));
    watchData("a");
    watchData("a");
    watchExists("a");
    watchChildren("a");
    store.deleteByHand(under("a"));
    fence();
    assertThat(notes())
        .containsExactlyInAnyOrder(
            "data=DELETED /a", "data=DELETED /a", "exists=DELETED /a", "children=DELETED /a");
  }

  @Test
  void theWatchOfOneReadIsNoneOfAnother() {
    store.createByHand(under("a"));
    watchChildren("a");
    watchExists("a");
    store.setDataByHand(under("a"), NONE);
    assertTold("exists=DATA_CHANGED /a");
    store.createByHand(under("a/b"));
    assertTold("exists=DATA_CHANGED /a", "children=CHILDREN_CHANGED /a");
  }

  @Test
  void ownChangesAreToldTooAndBeforeTheirReplies() {
    watchExists("a");
    watchChildren("");
    noteEnd("create", session.create(under("a"), NONE, NodeKind.EPHEMERAL));
    fence();
    watchData("a");
    noteEnd("set", session.setData(under("a"), DATA, ANY));
    fence();
    watchData("a");
    noteEnd("delete", session.delete(under("a"), ANY));
    assertTold(
        "exists=CREATED /a",
        "children=CHILDREN_CHANGED ",
        "create=ok",
        "data=DATA_CHANGED /a",
        "set=ok",
        "data=DELETED /a",
        "delete=ok");
  }

  @Test
  void anEventComesBeforeAnyReplyThatShowsTheChange() {
    store.createByHand(under("a"));
    watchExists("a");
    store.deleteByHand(under("a"));
    noteEnd("read", session.exists(under("a"), null));
    assertTold("exists=DELETED /a", "read=ok");
  }

  @Test
  void eventsComeInTheOrderOfTheChanges() {
    for (String name : List.of("a", "b", "c")) {
      store.createByHand(under(name));
      watchData(name);
    }
    store.deleteByHand(under("b"));
    store.setDataByHand(under("c"), NONE);
    store.deleteByHand(under("a"));
    assertTold("data=DELETED /b", "data=DATA_CHANGED /c", "data=DELETED /a");
  }

  @Test
  void theOperationsOfAMultiAreToldOneByOne() {
    store.createByHand(under("a"));
    store.createByHand(under("b"));
    watchData("a");
    watchData("b");
    watchExists("c");
    noteEnd(
        "multi",
        session.multi(
            List.of(
                new Op.Delete(under("b"), ANY),
                new Op.Create(under("c"), NONE, NodeKind.PERSISTENT),
                new Op.SetData(under("a"), NONE, ANY),
                new Op.Delete(under("c"), ANY))));
    assertTold("data=DELETED /b", "exists=CREATED /c", "data=DATA_CHANGED /a", "multi=ok");
    assertThat(store.existsByHand(under("c"))).isFalse();
  }

  @Test
  void aFailedMultiIsNotTold() {
    store.createByHand(under("a"));
    watchData("a");
    watchChildren("");
    noteEnd(
        "multi",
        session.multi(
            List.of(
                new Op.SetData(under("a"), NONE, ANY),
                new Op.Create(under("b"), NONE, NodeKind.PERSISTENT),
                new Op.Check(under("none"), ANY))));
    assertTold("multi=NO_NODE");
  }

  @Test
  void aWatchSetFromAnEventIsForTheNextChange() {
    store.createByHand(under("a"));
    var rearmed = new CompletableFuture<Void>();
    Consumer<NodeEvent> rearm =
        event -> {
          var again = session.getData(under("a"), watch("second"));
          var unused = again.thenAccept(node -> rearmed.complete(null));
        };
    var unused = store.await(session.getData(under("a"), rearm));
    store.setDataByHand(under("a"), NONE);
    store.await(rearmed);
    assertTold();
    store.setDataByHand(under("a"), DATA);
    assertTold("second=DATA_CHANGED /a");
  }

  @Test
  void aWatchThatIsTakenOffIsToldNothingAndOthersAreTold() {
    store.createByHand(under("a"));
    Consumer<NodeEvent> mine = watch("mine");
    var unused = store.await(session.getData(under("a"), mine));
    watchData("a");
    session.unwatch(under("a"), mine);
    fence();
    store.setDataByHand(under("a"), NONE);
    assertTold("data=DATA_CHANGED /a");
  }

  @Test
  void theLastWatchOfANodeCanBeTakenOffAndAnotherOneSet() {
    store.createByHand(under("a"));
    Consumer<NodeEvent> data = watch("mine");
    Consumer<NodeEvent> children = watch("mine");
    var unused = store.await(session.getData(under("a"), data));
    var unusedToo = store.await(session.getChildren(under("a"), children));
    session.unwatch(under("a"), data);
    session.unwatch(under("a"), children);
    noteEnd("read", session.exists(under("a"), watch("exists")));
    fence();
    store.createByHand(under("a/b"));
    store.setDataByHand(under("a"), NONE);
    assertTold("read=ok", "exists=DATA_CHANGED /a");
  }

  @Test
  void aWatchCanBeTakenOffBeforeTheReplyThatSetsIt() {
    store.createByHand(under("a"));
    inDelivery(
        () -> {
          Consumer<NodeEvent> mine = watch("mine");
          noteEnd("first", session.getData(under("a"), mine));
          session.unwatch(under("a"), mine);
          noteEnd("second", session.getData(under("a"), watch("data")));
        });
    fence();
    store.setDataByHand(under("a"), NONE);
    assertTold("first=ok", "second=ok", "data=DATA_CHANGED /a");
  }

  @Test
  void takingOffAWatchOfOneReadLeavesOneThatIsAskedForAtTheSameTime() {
    store.createByHand(under("a"));
    Consumer<NodeEvent> mine = watch("mine");
    var unused = store.await(session.getData(under("a"), mine));
    inDelivery(
        () -> {
          noteEnd("read", session.getData(under("a"), watch("data")));
          session.unwatch(under("a"), mine);
        });
    fence();
    store.setDataByHand(under("a"), NONE);
    assertTold("read=ok", "data=DATA_CHANGED /a");
  }

  @Test
  void takingOffAWatchThatFiredOrWasNeverSetDoesNothing() {
    store.createByHand(under("a"));
    Consumer<NodeEvent> mine = watch("mine");
    var unused = store.await(session.getData(under("a"), mine));
    store.setDataByHand(under("a"), NONE);
    fence();
    watchData("a");
    session.unwatch(under("a"), mine);
    session.unwatch(under("a"), watch("never"));
    session.unwatch(under("b"), mine);
    fence();
    store.setDataByHand(under("a"), NONE);
    assertTold("mine=DATA_CHANGED /a", "data=DATA_CHANGED /a");
  }

  @Test
  void theEndOfAnotherSessionIsToldAsDeletions() {
    var other = store.newClient();
    var otherLog = new SessionLog(other.transport());
    other.transport().start(otherLog, new SerialExecutor(Runnable::run));
    var owner = store.await(otherLog.session(0));
    var unused = store.await(owner.create(under("a"), NONE, NodeKind.EPHEMERAL));
    watchExists("a");
    other.expireNow(owner);
    assertThat(store.await(log.until("exists=DELETED /a"))).isNotEmpty();
    assertThat(store.existsByHand(under("a"))).isFalse();
  }
}
