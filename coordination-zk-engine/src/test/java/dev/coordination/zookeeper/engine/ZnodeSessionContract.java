package dev.coordination.zookeeper.engine;

import static dev.coordination.zookeeper.engine.ZnodeSession.ANY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeEvent;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeKind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Everything that the recipes rely on in a {@link ZnodeSession}, whatever the store and the
 * transport. Subclasses say how to make a {@link ZnodeSessionFixture}. The tests of requests and of
 * watches are inherited; those here are of broken links and of the ends of sessions.
 */
public abstract class ZnodeSessionContract extends ZnodeWatchContract {

  private void cut() {
    client.cutLink();
    var unused = store.await(log.until("suspended0"));
  }

  private void restore() {
    client.restoreLink();
    awaitResumed();
    fence();
  }

  private void awaitResumed() {
    var unused = store.await(log.until("resumed0"));
  }

  // A broken link

  @Test
  void aNewSessionIsToldOnceAndHasATimeout() {
    fence();
    assertThat(log.entries()).containsExactly("established0");
    assertThat(session.timeout()).isPositive();
    assertThat(session.id()).isNotZero();
  }

  @Test
  void aLostRequestFailsAndIsNotApplied() {
    client.dropNextRequest();
    assertFails(session.create(under("a"), NONE, NodeKind.PERSISTENT), Code.CONNECTION_LOSS);
    awaitResumed();
    assertThat(store.await(session.exists(under("a"), null))).isEmpty();
  }

  @Test
  void aRequestWhoseReplyIsLostFailsAndIsAppliedOnce() {
    client.dropNextReply();
    var lost = session.create(under("a-"), NONE, NodeKind.EPHEMERAL_SEQUENTIAL);
    assertFails(lost, Code.CONNECTION_LOSS);
    awaitResumed();
    store.await(session.sync(root));
    assertThat(store.await(session.getChildren(root, null)).names())
        .containsExactly("a-0000000000");
  }

  @Test
  void aMultiWhoseReplyIsLostFailsAndIsAppliedOnce() {
    client.dropNextReply();
    var lost =
        session.multi(
            List.of(new ZnodeSession.Op.Create(under("a-"), NONE, NodeKind.PERSISTENT_SEQUENTIAL)));
    assertFails(lost, Code.CONNECTION_LOSS);
    awaitResumed();
    assertThat(store.await(session.getChildren(root, null)).names())
        .containsExactly("a-0000000000");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void allThatIsUnansweredFailsInOrderBeforeTheLinkIsToldToBeDown(boolean reply) {
    inDelivery(
        () -> {
          if (reply) {
            client.dropNextReply();
          } else {
            client.dropNextRequest();
          }
          noteEnd("1", session.create(under("a"), NONE, NodeKind.PERSISTENT));
          noteEnd("2", session.getChildren(root, null));
          noteEnd("3", session.setData(root, NONE, ANY));
        });
    awaitResumed();
    fence();
    // The link may have been lost, and 1 have failed, before 2 and 3 were made: then they come
    // later.
    var expected = new ArrayList<String>(List.of("established0", "suspended0", "resumed0"));
    for (int i = 1; i <= 3; i++) {
      boolean lost = notes().contains(i + "=CONNECTION_LOSS");
      expected.add(lost ? i : expected.size(), i + (lost ? "=CONNECTION_LOSS" : "=ok"));
    }
    assertThat(log.entries()).isEqualTo(expected).contains("1=CONNECTION_LOSS");
  }

  @Test
  void theSessionGoesOnWithTheSameObject() {
    var unused = create("e", NodeKind.EPHEMERAL);
    long id = session.id();
    cut();
    restore();
    assertThat(log.entries()).containsExactly("established0", "suspended0", "resumed0");
    assertThat(session.id()).isEqualTo(id);
    assertThat(session.timeout()).isPositive();
    assertThat(create("f", NodeKind.EPHEMERAL).stat().ephemeralOwner()).isEqualTo(id);
    assertThat(store.existsByHand(under("e"))).isTrue();
  }

  @Test
  void aRequestMadeWhileTheLinkIsDownIsSentLaterOrFails() {
    cut();
    var made = session.create(under("a"), NONE, NodeKind.PERSISTENT);
    var ended =
        made.handle((created, failure) -> failure instanceof ZnodeException e ? e.code() : null);
    client.restoreLink();
    Code code = store.await(ended);
    assertThat(code).isIn(null, Code.CONNECTION_LOSS);
    awaitResumed();
    fence();
    assertThat(store.existsByHand(under("a"))).isEqualTo(code == null);
  }

  @Test
  void theLinkCanBreakAgainAndAgain() {
    for (int i = 0; i < 3; i++) {
      client.dropNextReply();
      assertFails(session.create(under("n" + i), NONE, NodeKind.EPHEMERAL), Code.CONNECTION_LOSS);
      long downs = i + 1L;
      var unused =
          store.await(
              log.until(l -> l.stream().filter(e -> e.equals("resumed0")).count() == downs));
    }
    fence();
    assertThat(store.await(session.getChildren(root, null)).names()).hasSize(3);
    assertThat(log.entries()).doesNotContain("ended0").endsWith("suspended0", "resumed0");
  }

  // Watches over a broken link

  @Test
  void whatHappenedWhileTheLinkWasDownIsToldAfterIt() {
    for (String name : List.of("deleted", "changed", "parent", "watched", "same")) {
      store.createByHand(under(name));
    }
    var unused = store.await(session.getData(under("deleted"), watch("data")));
    var unused1 = store.await(session.getData(under("changed"), watch("data")));
    var unused2 = store.await(session.getChildren(under("parent"), watch("children")));
    var unused3 = store.await(session.exists(under("created"), watch("exists")));
    var unused4 = store.await(session.exists(under("watched"), watch("exists")));
    var unused5 = store.await(session.getData(under("same"), watch("data")));
    cut();
    store.deleteByHand(under("deleted"));
    store.setDataByHand(under("changed"), NONE);
    store.createByHand(under("parent/child"));
    store.createByHand(under("created"));
    store.deleteByHand(under("watched"));
    restore();
    assertThat(notes())
        .containsExactlyInAnyOrder(
            "data=DELETED /deleted",
            "data=DATA_CHANGED /changed",
            "children=CHILDREN_CHANGED /parent",
            "exists=CREATED /created",
            "exists=DELETED /watched");
    assertThat(log.entries().subList(0, 3))
        .containsExactly("established0", "suspended0", "resumed0");
  }

  @Test
  void watchesThatMissedNothingAreStillThereAfterTheBreak() {
    store.createByHand(under("a"));
    var unused = store.await(session.getData(under("a"), watch("data")));
    var unused1 = store.await(session.exists(under("b"), watch("exists")));
    var unused2 = store.await(session.getChildren(under("a"), watch("children")));
    cut();
    restore();
    assertThat(notes()).isEmpty();
    store.createByHand(under("a/c"));
    store.createByHand(under("b"));
    store.setDataByHand(under("a"), NONE);
    fence();
    assertThat(notes())
        .containsExactly(
            "children=CHILDREN_CHANGED /a", "exists=CREATED /b", "data=DATA_CHANGED /a");
  }

  @Test
  void aWatchThatIsTakenOffWhileTheLinkIsDownStaysOff() {
    store.createByHand(under("a"));
    Consumer<NodeEvent> mine = watch("mine");
    var unused = store.await(session.getData(under("a"), mine));
    cut();
    session.unwatch(under("a"), mine);
    restore();
    awaitResumed();
    var unusedToo = store.await(session.getData(under("a"), watch("data")));
    fence();
    store.setDataByHand(under("a"), NONE);
    fence();
    assertThat(notes()).containsExactly("data=DATA_CHANGED /a");
  }

  @Test
  void whatWasToldBeforeTheBreakIsNotToldAgain() {
    store.createByHand(under("a"));
    var unused = store.await(session.getData(under("a"), watch("data")));
    store.setDataByHand(under("a"), NONE);
    fence();
    cut();
    store.deleteByHand(under("a"));
    restore();
    assertThat(notes()).containsExactly("data=DATA_CHANGED /a");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aReadThatIsLostLeavesNoWatch(boolean reply) {
    store.createByHand(under("a"));
    if (reply) {
      client.dropNextReply();
    } else {
      client.dropNextRequest();
    }
    assertFails(session.exists(under("a"), watch("exists")), Code.CONNECTION_LOSS);
    awaitResumed();
    fence();
    store.deleteByHand(under("a"));
    fence();
    assertThat(notes()).isEmpty();
  }

  // The end of a session

  private void expire(boolean byTime) {
    if (byTime) {
      client.expireByTime(session);
      client.restoreLink();
    } else {
      client.expireNow(session);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anExpiredSessionEndsOnceAndIsFollowedByANewOne(boolean byTime) {
    var unused = create("e", NodeKind.EPHEMERAL);
    var unused1 = create("p", NodeKind.PERSISTENT);
    expire(byTime);
    ZnodeSession next = store.await(log.session(1));
    fence(next);

    assertThat(next).isNotSameAs(session);
    assertThat(next.id()).isNotEqualTo(session.id());
    assertThat(log.entries())
        .startsWith("established0")
        .endsWith("ended0", "established1")
        .containsOnlyOnce("ended0", "established1");
    assertThat(store.existsByHand(under("e"))).isFalse();
    assertThat(store.existsByHand(under("p"))).isTrue();
    assertThat(
            store.await(next.create(under("e"), NONE, NodeKind.EPHEMERAL)).stat().ephemeralOwner())
        .isEqualTo(next.id());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void everyRequestOfAnEndedSessionFailsAndDoesNothing(boolean byTime) {
    var unused = create("p");
    expire(byTime);
    ZnodeSession next = store.await(log.session(1));

    assertFails(session.create(under("a"), NONE, NodeKind.PERSISTENT), Code.SESSION_EXPIRED);
    assertFails(session.delete(under("p"), ANY), Code.SESSION_EXPIRED);
    assertFails(session.setData(under("p"), NONE, ANY), Code.SESSION_EXPIRED);
    assertFails(session.getData(under("p"), null), Code.SESSION_EXPIRED);
    assertFails(session.exists(under("p"), watch("late")), Code.SESSION_EXPIRED);
    assertFails(session.getChildren(root, null), Code.SESSION_EXPIRED);
    assertFails(session.multi(List.of(new ZnodeSession.Op.Check(root, ANY))), Code.SESSION_EXPIRED);
    assertFails(session.sync(root), Code.SESSION_EXPIRED);
    assertThat(store.await(next.getChildren(root, null)).names()).containsExactly("p");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void watchesEndSilentlyWithTheirSession(boolean byTime) {
    store.createByHand(under("a"));
    var unused = store.await(session.getData(under("a"), watch("old")));
    var unused1 = store.await(session.exists(under("b"), watch("old")));
    var unused2 = store.await(session.getChildren(root, watch("old")));
    expire(byTime);
    ZnodeSession next = store.await(log.session(1));
    store.createByHand(under("b"));
    store.setDataByHand(under("a"), NONE);
    store.deleteByHand(under("a"));
    fence(next);
    assertThat(notes()).isEmpty();
  }

  @Test
  void aRequestMadeWhileTheSessionRunsOutFails() {
    client.expireByTime(session);
    var late = session.create(under("a"), NONE, NodeKind.EPHEMERAL);
    client.restoreLink();
    var code = store.awaitFailure(late).code();
    assertThat(code).isIn(Code.CONNECTION_LOSS, Code.SESSION_EXPIRED);
    fence(store.await(log.session(1)));
    assertThat(store.existsByHand(under("a"))).isFalse();
  }

  @Test
  void theStoreEndsASessionWhoseClientIsCutOffAndTheClientLearnsItOnlyAfterwards() {
    var unused = create("e", NodeKind.EPHEMERAL);
    client.expireByTime(session);
    assertThat(store.existsByHand(under("e"))).isFalse();
    assertThat(log.entries())
        .startsWith("established0", "suspended0")
        .doesNotContain("resumed0", "established1");
    // Who lent the session may have given it up meanwhile, by its own clock.
    assertThat(log.entries().contains("ended0") && client.ownsSession()).isFalse();
  }

  // Closing

  @Test
  void closeEndsTheTransportsOwnSession() {
    assumeTrue(client.ownsSession());
    var unused = create("e", NodeKind.EPHEMERAL);
    client.transport().close();
    var unused1 = store.await(log.until("ended0"));
    assertThat(store.existsByHand(under("e"))).isFalse();
    assertFails(session.exists(root, null), Code.SESSION_EXPIRED);
    client.transport().close();
    assertThat(log.entries()).containsExactly("established0", "ended0");
  }

  @Test
  void closeAnswersWhatWasAskedBefore() {
    var asked = session.create(under("a"), NONE, NodeKind.PERSISTENT);
    client.transport().close();
    assertThat(store.await(asked).path()).isEqualTo(under("a"));
  }

  @Test
  void closeMayBeCalledFromTheDeliveryContext() {
    inDelivery(client.transport()::close);
    var unused = store.await(log.until("ended0"));
  }

  @Test
  void closeReturnsAndEndsTheSessionWhileTheLinkIsDown() {
    cut();
    client.transport().close();
    var unused = store.await(log.until("ended0"));
    client.restoreLink();
    assertThat(log.entries()).containsExactly("established0", "suspended0", "ended0");
  }
}
