package dev.coordination.it.hardening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coordination.Codec;
import dev.coordination.CoordinationClient;
import dev.coordination.Hold;
import dev.coordination.HoldState;
import dev.coordination.it.Backend;
import dev.coordination.it.Bounded;
import dev.coordination.it.Uses;
import dev.coordination.zookeeper.testkit.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a user does with what it was given, and gives that does not do what it should. */
class UsersOwnTest {

  private static final AtomicInteger PATHS = new AtomicInteger();

  private static final Optional<String> NONE = Optional.empty();

  private final String root = "/users-own-" + PATHS.incrementAndGet();
  private Runnable close = () -> {};

  @AfterEach
  void close() {
    close.run();
  }

  private CoordinationClient client(Backend backend, Executor callbacks) {
    var opened = Client.on(backend, TestServer.shared().connectString(), callbacks);
    close = opened::close;
    return opened.client().withNamespace(root);
  }

  // An executor that rejects

  @ParameterizedTest
  @EnumSource
  void whatTheExecutorRejectsArrivesAllTheSame(Backend backend) throws InterruptedException {
    AtomicInteger rejected = new AtomicInteger();
    CoordinationClient client =
        client(
            backend,
            task -> {
              rejected.incrementAndGet();
              throw new RejectedExecutionException("full");
            });
    Uses.everyRecipe(client);
    Hold hold = Bounded.get(client.lock("/a").acquireAsync());
    CompletableFuture<Hold> next = client.lock("/a").acquireAsync();
    Bounded.get(hold.releaseAsync().toCompletableFuture());
    Bounded.get(next).release();
    assertThat(Bounded.get(client.counter("/c").incrementAsync())).isOne();
    var queue = client.queue("/q", Codec.utf8());
    assertThat(Bounded.get(queue.putAsync("x"))).isNotEmpty();
    assertThat(Bounded.get(queue.takeAsync())).isEqualTo("x");
    assertThat(rejected).hasPositiveValue();
  }

  /** A listener that is told nothing is its owner's loss alone. */
  @ParameterizedTest
  @EnumSource
  void anExecutorOfAListenerThatRejectsHarmsNobody(Backend backend) throws InterruptedException {
    CoordinationClient client = client(backend, Runnable::run);
    Executor full =
        task -> {
          throw new RejectedExecutionException("full");
        };
    Hold hold = client.lock("/a").acquire();
    var registrations =
        List.of(
            client.onConnectionState(full, state -> {}),
            hold.onStateChange(full, state -> {}),
            client.election("/e").onLeaderChange(full, leader -> {}),
            client.party("/p").onMembershipChange(full, members -> {}));
    CompletableFuture<HoldState> told = new CompletableFuture<>();
    registrations.forEach(registration -> assertThat(registration).isNotNull());
    var good = hold.onStateChange(Runnable::run, state -> completeIfOver(state, told));
    assertThat(good).isNotNull();
    Uses.everyRecipe(client);
    hold.release();
    assertThat(Bounded.get(told)).isEqualTo(HoldState.RELEASED);
  }

  private static void completeIfOver(HoldState state, CompletableFuture<HoldState> told) {
    if (state == HoldState.RELEASED || state == HoldState.LOST) {
      told.complete(state);
    }
  }

  // A user who completes our futures

  @ParameterizedTest
  @EnumSource
  void aHoldDoesNotBelieveWhatItsOwnerSaysOfItsEnd(Backend backend) throws InterruptedException {
    CoordinationClient client = client(backend, Runnable::run);
    Hold hold = client.lock("/a").acquire();
    CompletableFuture<HoldState> told = new CompletableFuture<>();
    var unused = hold.ended().thenAccept(told::complete);
    assertThat(hold.ended().toCompletableFuture().complete(HoldState.LOST)).isTrue();
    assertThat(hold.state()).isEqualTo(HoldState.HELD);
    assertThat(hold.ended().toCompletableFuture()).isNotDone();
    assertThat(told).isNotDone();
    hold.release();
    assertThat(Bounded.get(told)).isEqualTo(HoldState.RELEASED);
  }

  @ParameterizedTest
  @EnumSource
  void aReleaseIsDoneWhateverBecomesOfItsFuture(Backend backend) throws InterruptedException {
    CoordinationClient client = client(backend, Runnable::run);
    Hold hold = client.lock("/a").acquire();
    assertThat(hold.releaseAsync().toCompletableFuture().cancel(true)).isTrue();
    assertThat(hold.state()).isEqualTo(HoldState.RELEASED);
    client.lock("/a").acquire().release();
  }

  /** Each of these writes has been sent: it counts once, and what comes next goes on. */
  @ParameterizedTest
  @EnumSource
  void aWriteIsDoneOnceWhateverBecomesOfItsFuture(Backend backend) {
    CoordinationClient client = client(backend, Runnable::run);
    var counter = client.counter("/c");
    var queue = client.queue("/q", Codec.utf8());
    List<Consumer<CompletableFuture<?>>> ends =
        List.of(
            future -> future.cancel(true),
            future -> future.complete(null),
            future -> future.completeExceptionally(new IllegalStateException("given up")),
            future -> future.obtrudeException(new IllegalStateException("taken back")));
    for (Consumer<CompletableFuture<?>> end : ends) {
      end.accept(counter.incrementAsync());
      end.accept(counter.getAsync());
      end.accept(queue.putAsync("x"));
    }
    assertThat(counter.increment()).isEqualTo(5);
    queue.put("the last one");
    assertThat(Stream.generate(queue::poll).limit(6))
        .containsExactly(item("x"), item("x"), item("x"), item("x"), item("the last one"), NONE);
  }

  private static Optional<String> item(String value) {
    return Optional.of(value);
  }

  @ParameterizedTest
  @EnumSource
  void whoWaitsNoLongerIsGivenNothing(Backend backend) throws InterruptedException {
    CoordinationClient client = client(backend, Runnable::run);
    Hold hold = client.lock("/a").acquire();
    var leader = Bounded.get(client.election("/e").campaignAsync());
    var queue = client.queue("/q", Codec.utf8());
    List<CompletableFuture<?>> waits =
        List.of(
            client.lock("/a").acquireAsync().orTimeout(1, TimeUnit.MILLISECONDS),
            client.election("/e").campaignAsync().orTimeout(1, TimeUnit.MILLISECONDS),
            queue.takeAsync().orTimeout(1, TimeUnit.MILLISECONDS));
    waits.forEach(wait -> assertThatThrownBy(wait::join).hasCauseInstanceOf(Exception.class));
    queue.put("x");
    assertThat(queue.poll(Duration.ofSeconds(30))).contains("x");
    hold.release();
    leader.release();
    assertThat(client.lock("/a").tryAcquire()).isPresent();
    assertThat(client.election("/e").tryCampaign(Duration.ofSeconds(30))).isPresent();
  }
}
