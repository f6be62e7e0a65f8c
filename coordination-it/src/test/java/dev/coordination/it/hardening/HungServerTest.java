package dev.coordination.it.hardening;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.Codec;
import dev.coordination.CoordinationClient;
import dev.coordination.CoordinationException;
import dev.coordination.Hold;
import dev.coordination.HoldState;
import dev.coordination.OutcomeUnknownException;
import dev.coordination.ServiceUnavailableException;
import dev.coordination.it.Backend;
import dev.coordination.it.Bounded;
import dev.coordination.zookeeper.testkit.FaultProxy;
import dev.coordination.zookeeper.testkit.TestServer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A server that accepts what it is sent, and new connections too, and never answers. Nothing is
 * refused, so nothing but time tells.
 */
class HungServerTest {

  private static final Duration SESSION = Duration.ofSeconds(2);
  private static final Duration LEASE = Duration.ofMinutes(1);

  @ParameterizedTest
  @EnumSource
  void everyCallEndsAndEveryHoldIsLost(Backend backend) throws InterruptedException {
    String root = "/hung-" + backend;
    try (FaultProxy link = new FaultProxy(TestServer.shared().port())) {
      var opened = backend.connect(link.connectString(), SESSION, "me");
      CoordinationClient client = opened.client().withNamespace(root);
      Hold hold = client.lock("/a").acquire();
      client.counter("/c").increment();
      client.queue("/q", Codec.utf8()).put("x");
      var party = client.party("/p");
      party.join();
      Future<Hold> waiting = client.lock("/a").acquireAsync();
      link.hold();
      long start = System.nanoTime();
      Map<String, Future<Throwable>> calls = start(client);
      Future<Boolean> leaving = Bounded.start(party::leave);
      assertThat(Bounded.get(hold.ended().toCompletableFuture())).isEqualTo(HoldState.LOST);
      calls.forEach(HungServerTest::assertEnds);
      assertThat(Bounded.get(leaving)).isTrue();
      assertThat(waiting.isDone()).isFalse();
      hold.release();
      opened.client().close();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SESSION.multipliedBy(5));
      assertThat(waiting).failsWithin(Duration.ofSeconds(20));
      link.restore();
      opened.closeRest().run();
    }
  }

  private static Map<String, Future<Throwable>> start(CoordinationClient client) {
    Map<String, Callable<?>> calls = new LinkedHashMap<>();
    calls.put("tryAcquire", client.lock("/b")::tryAcquire);
    calls.put("contenders", client.lock("/b")::contenders);
    calls.put("permit", client.semaphore("/s", 2)::tryAcquire);
    calls.put("leader", client.election("/e")::leader);
    calls.put("get", client.counter("/c")::get);
    calls.put("increment", client.counter("/c")::increment);
    calls.put("put", () -> client.queue("/q", Codec.utf8()).put("y"));
    calls.put("poll", client.queue("/q", Codec.utf8())::poll);
    calls.put("claim", client.lockingQueue("/l", Codec.utf8())::poll);
    calls.put("members", client.party("/p")::members);
    calls.put("lease", client.nonBlockingLease("/n", LEASE)::tryAcquire);
    calls.put("leases", client.multiNonBlockingLease("/m", 2, LEASE)::tryAcquireAll);
    Map<String, Future<Throwable>> started = new LinkedHashMap<>();
    calls.forEach((name, call) -> started.put(name, Bounded.start(() -> failureOf(call))));
    return started;
  }

  private static Throwable failureOf(Callable<?> call) {
    try {
      return new AssertionError("returned " + call.call());
    } catch (ExecutionException e) {
      return e.getCause();
    } catch (Exception e) {
      return e;
    }
  }

  private static void assertEnds(String name, Future<Throwable> call) {
    assertThat(Bounded.get(call))
        .as(name)
        .isInstanceOf(CoordinationException.class)
        .isInstanceOfAny(ServiceUnavailableException.class, OutcomeUnknownException.class);
  }
}
