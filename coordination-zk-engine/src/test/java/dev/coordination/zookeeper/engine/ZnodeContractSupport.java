package dev.coordination.zookeeper.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.support.SerialExecutor;
import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.Created;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeEvent;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeKind;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A connected session to be tested, a fresh node to work under, and what is told, in order. */
abstract class ZnodeContractSupport {

  static final byte[] NONE = new byte[0];
  static final byte[] DATA = "data".getBytes(UTF_8);

  ZnodeSessionFixture store;
  ZnodeSessionFixture.Client client;
  SessionLog log;
  ZnodeSession session;

  /** A persistent node without children, this test's own. */
  String root;

  /** Makes the store, or a new view of a store that the subclass keeps. */
  protected abstract ZnodeSessionFixture newFixture();

  @BeforeEach
  void connect() {
    store = newFixture();
    root = "/" + UUID.randomUUID();
    store.createByHand(root);
    client = store.newClient();
    log = new SessionLog(client.transport());
    client.transport().start(log, new SerialExecutor(Runnable::run));
    session = store.await(log.session(0));
  }

  @AfterEach
  void disconnect() {
    try {
      assertThat(log.overlaps()).as("calls that overlapped").isZero();
    } finally {
      store.close();
    }
  }

  /** Returns the path of a child of the root, or with an empty name the root. */
  String under(String name) {
    return name.isEmpty() ? root : root + "/" + name;
  }

  Created create(String name) {
    return create(name, NodeKind.PERSISTENT);
  }

  Created create(String name, NodeKind kind) {
    return store.await(session.create(under(name), DATA, kind));
  }

  void assertFails(CompletableFuture<?> future, Code code) {
    assertThat(store.awaitFailure(future).code()).isEqualTo(code);
  }

  /** Returns a watch that notes its events in the log as {@code name=kind path}. */
  Consumer<NodeEvent> watch(String name) {
    return event ->
        log.note(name + "=" + event.kind() + " " + event.path().substring(root.length()));
  }

  /**
   * Runs the body in the delivery context, so that no reply to what it asks can be delivered before
   * it returns.
   */
  void inDelivery(Runnable body) {
    String trigger = "/" + UUID.randomUUID();
    var done = new CompletableFuture<String>();
    store.createByHand(trigger);
    Consumer<NodeEvent> run =
        event -> {
          var unused = done.completeAsync(() -> run(body), Runnable::run);
        };
    var unused = store.await(session.getData(trigger, run));
    store.deleteByHand(trigger);
    var unusedToo = store.await(done);
  }

  private static String run(Runnable body) {
    body.run();
    return "done";
  }

  /** Notes in the log how the request ends: as {@code name=ok} or {@code name=code}. */
  void noteEnd(String name, CompletableFuture<?> future) {
    var unused =
        future.whenComplete(
            (value, failure) ->
                log.note(name + "=" + (failure instanceof ZnodeException e ? e.code() : "ok")));
  }

  /** Waits until everything that was sent to the client before now has been delivered. */
  void fence(ZnodeSession on) {
    store.await(on.sync(root));
  }

  void fence() {
    fence(session);
  }

  /** Returns the log since the session was established, but without the session's own entries. */
  List<String> notes() {
    return log.entries().stream().filter(entry -> entry.contains("=")).toList();
  }
}
