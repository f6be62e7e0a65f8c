package dev.coordination.zookeeper.engine.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.support.SerialExecutor;
import dev.coordination.zookeeper.engine.ToldSessions;
import dev.coordination.zookeeper.engine.ToldSessions.What;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeKind;
import dev.coordination.zookeeper.testkit.TestServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.apache.zookeeper.AsyncCallback.Children2Callback;
import org.apache.zookeeper.AsyncCallback.StatCallback;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a session tells of the time when its server, and with it the leader, had certainly heard of
 * it, and in which order it sends. The handle is somebody else's, and when it was connected nobody
 * knows.
 */
class HandleSessionTest {

  private static final byte[] TOO_MUCH = new byte[2 << 20];

  private final ToldSessions told = new ToldSessions();
  private final long longAgo = System.nanoTime() - 1_000_000_000_000L;
  private AnsweringHandle handle;
  private HandleSession session;

  /**
   * A handle that answers every look at a node at once, unless it is told not to, and no list; it
   * is told of its link by the test.
   */
  private static final class AnsweringHandle extends ZooKeeper {

    private final List<String> sent = new ArrayList<>();
    private final Deque<Runnable> listsOut = new ArrayDeque<>();
    private final Deque<Consumer<Stat>> looksOut = new ArrayDeque<>();
    private Watcher beacon = event -> {};
    private boolean silent;

    AnsweringHandle() throws IOException {
      super(TestServer.shared().connectString(), 10_000, event -> {});
    }

    @Override
    public void exists(String path, Watcher watcher, StatCallback callback, Object context) {
      if (watcher != null) {
        beacon = watcher;
      }
      sent.add("look at " + path);
      looksOut.add(
          stat -> callback.processResult(KeeperException.Code.OK.intValue(), path, context, stat));
      if (!silent) {
        looksOut.remove().accept(new Stat());
      }
    }

    @Override
    public void getChildren(
        String path, Watcher watcher, Children2Callback callback, Object context) {
      sent.add("list " + path);
      int lost = KeeperException.Code.CONNECTIONLOSS.intValue();
      listsOut.add(() -> callback.processResult(lost, path, context, null, null));
    }

    /** The link breaks under a list, and is back at once. */
    void breakUnderAList() {
      listsOut.remove().run();
      tell(KeeperState.Disconnected);
      tell(KeeperState.SyncConnected);
    }

    void tell(KeeperState state) {
      beacon.process(new WatchedEvent(EventType.None, state, null));
    }
  }

  @BeforeEach
  void open() throws IOException {
    handle = new AnsweringHandle();
    Realm realm =
        new Realm(
            "/root", path -> ZooDefs.Ids.OPEN_ACL_UNSAFE, path -> ZooDefs.Ids.OPEN_ACL_UNSAFE);
    session =
        new HandleSession(
            handle, realm, false, new SerialExecutor(Runnable::run), told, () -> longAgo);
    session.prepare().join();
    session.open().join();
  }

  @AfterEach
  void close() throws InterruptedException {
    handle.close();
  }

  @Test
  void theReadsThatOpenItAreNoSignOfLifeAtTheLeader() {
    assertThat(told.next(What.ESTABLISHED).sentNanos()).isEqualTo(longAgo);
  }

  @Test
  void aReconnectionIsLaterThanWhatWasAnsweredBefore() {
    long before = System.nanoTime();
    session.exists("/a", null).join();
    handle.tell(KeeperState.Disconnected);
    long after = System.nanoTime();
    handle.tell(KeeperState.SyncConnected);
    assertThat(resumedNanos()).isBetween(before, after);
  }

  private long resumedNanos() {
    var unused = told.next(What.ESTABLISHED);
    var unusedToo = told.next(What.SUSPENDED);
    return told.next(What.RESUMED).sentNanos();
  }

  @Test
  void aRequestThatIsRefusedUnsentSaysNothingOfAReconnection() {
    handle.tell(KeeperState.Disconnected);
    long before = System.nanoTime();
    assertThat(session.create("/a", TOO_MUCH, NodeKind.PERSISTENT)).isCompletedExceptionally();
    handle.tell(KeeperState.SyncConnected);
    assertThat(resumedNanos() - before).isNegative();
  }

  // ---- lists, and what is sent behind them

  /** A list that was put off until the number is known would come behind what was asked later. */
  @Test
  void aListIsNotPutOffUntilItsNumberIsKnown() {
    breakTwiceUnderAList();
    handle.sent.clear();
    var list = session.getChildren("/list", null);
    var behind = session.exists("/behind", null);
    assertThat(handle.sent).containsExactly("list /root/list", "look at /root/behind");
    assertThat(list).isNotDone();
    assertThat(behind).isNotDone();
  }

  @Test
  void theNumberIsAskedForAheadOfTheNextList() {
    handle.silent = true;
    var unused = session.getChildren("/list", null);
    handle.breakUnderAList();
    var again =
        session
            .getChildren("/list", null)
            .exceptionallyCompose(failure -> session.getChildren("/list", null));
    handle.sent.clear();
    handle.breakUnderAList();
    assertThat(handle.sent).containsExactly("look at /root/list", "list /root/list");
    assertThat(again).isNotDone();
  }

  @Test
  void theQuestionTakesThePlaceOfAListThatIsTooLong() {
    breakTwiceUnderAList();
    Stat many = new Stat();
    many.setNumChildren(1_000_000);
    handle.looksOut.remove().accept(many);
    handle.sent.clear();
    var list = session.getChildren("/list", null);
    var behind = session.exists("/behind", null);
    assertThat(handle.sent).containsExactly("look at /root/list", "look at /root/behind");
    handle.looksOut.remove().accept(many);
    assertThat(list)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withStackTraceContaining("1000000 children");
    assertThat(behind).isNotDone();
  }

  private void breakTwiceUnderAList() {
    handle.silent = true;
    for (int i = 0; i < 2; i++) {
      var unused = session.getChildren("/list", null);
      handle.breakUnderAList();
    }
    assertThat(handle.sent).endsWith("look at /root/list");
  }
}
