package dev.coordination.it.versions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.Codec;
import dev.coordination.CoordinationClient;
import dev.coordination.Hold;
import dev.coordination.HoldState;
import dev.coordination.it.Backend;
import dev.coordination.it.Bounded;
import dev.coordination.it.Uses;
import dev.coordination.it.servers.OlderRelease;
import dev.coordination.it.servers.ServerProcess;
import dev.coordination.zookeeper.testkit.ClientFactory.Opened;
import dev.coordination.zookeeper.testkit.FaultProxy;
import java.time.Duration;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Both backends on a server of the release before ours: every recipe, a hand-over between the two,
 * a lost reply, a server that dies and comes back, and a session that ends.
 */
class OlderServerTest {

  private static final Duration SESSION = Duration.ofSeconds(6);
  private static final Duration SHORT_SESSION = Duration.ofSeconds(1);

  private ServerProcess server;

  @AfterEach
  void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void zooKeeper38() throws InterruptedException {
    server = ServerProcess.start(OlderRelease.orAbort());
    assertThat(server.ask("srvr")).contains("Zookeeper version: 3.8.");
    for (Backend backend : Backend.values()) {
      using(backend, client -> Uses.everyRecipe(client.withNamespace("/" + backend)));
    }
    using(Backend.RAW, raw -> using(Backend.CURATOR, curator -> handOver(raw, curator)));
    for (Backend backend : Backend.values()) {
      lostReply(backend);
      lostSession(backend);
    }
    using(Backend.RAW, raw -> using(Backend.CURATOR, curator -> restart(raw, curator)));
  }

  private interface Action {
    void on(CoordinationClient client) throws InterruptedException;
  }

  private void using(Backend backend, Action action) throws InterruptedException {
    using(backend.connect(server.connectString(), SESSION, backend.name()), action);
  }

  private static void using(Opened opened, Action action) throws InterruptedException {
    try (opened) {
      action.on(opened.client());
    }
  }

  private static void handOver(CoordinationClient one, CoordinationClient other)
      throws InterruptedException {
    Hold first = one.lock("/line").acquire();
    assertThat(other.lock("/line").tryAcquire()).isEmpty();
    Future<Hold> next = other.lock("/line").acquireAsync();
    Future<String> item = other.queue("/items", Codec.utf8()).takeAsync();
    first.release();
    assertThat(Bounded.get(next).fencingToken()).isGreaterThan(first.fencingToken());
    one.queue("/items", Codec.utf8()).put("item");
    assertThat(Bounded.get(item)).isEqualTo("item");
    Bounded.get(next).release();
  }

  private void lostReply(Backend backend) throws InterruptedException {
    try (FaultProxy link = new FaultProxy(server.port())) {
      using(
          backend.connect(link.connectString(), SESSION, "me"),
          client -> {
            var counter = client.counter("/lost-reply-" + backend);
            assertThat(counter.increment()).isOne();
            link.loseReplyOfWrite(1);
            assertThat(counter.increment()).isEqualTo(2);
            link.loseReplyOfWrite(1);
            assertThat(client.lock("/lost-reply").acquire().isHeld()).isTrue();
          });
    }
  }

  private void lostSession(Backend backend) throws InterruptedException {
    try (FaultProxy link = new FaultProxy(server.port())) {
      using(
          backend.connect(link.connectString(), SHORT_SESSION, "me"),
          client -> {
            Hold hold = client.lock("/lost").acquire();
            link.refuse();
            using(Backend.RAW, other -> other.lock("/lost").acquire().release());
            assertThat(Bounded.get(hold.ended().toCompletableFuture())).isEqualTo(HoldState.LOST);
            link.restore();
            client.lock("/lost").acquire().release();
          });
    }
  }

  private void restart(CoordinationClient one, CoordinationClient other)
      throws InterruptedException {
    Hold hold = one.lock("/kept").acquire();
    Future<Hold> next = other.lock("/kept").acquireAsync();
    assertThat(other.lock("/kept").contenders()).as("read behind its own request").hasSize(2);
    server.kill();
    server.startAgain();
    assertThat(one.counter("/after").increment()).isOne();
    assertThat(hold.isHeld()).isTrue();
    hold.release();
    assertThat(Bounded.get(next).isHeld()).isTrue();
  }
}
