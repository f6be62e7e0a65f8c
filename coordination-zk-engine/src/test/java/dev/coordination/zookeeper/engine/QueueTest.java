package dev.coordination.zookeeper.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coordination.Codec;
import dev.coordination.DistributedQueue;
import dev.coordination.MalformedDataException;
import dev.coordination.OutcomeUnknownException;
import dev.coordination.support.AbstractDistributedQueue.FoundItem;
import dev.coordination.support.Deadline;
import dev.coordination.support.ScopedClient;
import dev.coordination.zookeeper.engine.sim.RequestKind;
import dev.coordination.zookeeper.engine.sim.SimOptions;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The queue against a store that does what a test wants. */
final class QueueTest {

  private static final String PATH = "/q";

  private final EngineWorld world =
      new EngineWorld(SimulatedZooKeeper.automatic(SimOptions.defaults()));
  private final ScopedClient a = world.connect("a");
  private final ScopedClient b = world.connect("b");
  private final DistributedQueue<String> queue = a.queue(PATH, Codec.utf8());
  private final DistributedQueue<String> other = b.queue(PATH, Codec.utf8());

  @Test
  void itemsComeInTheirOrder() {
    List<String> names = queue.putAll(List.of("one", "two"));
    other.put("three");
    queue.put("urgent", 1);
    assertThat(world.zooKeeper.children(PATH))
        .contains(names.get(0), names.get(1))
        .anyMatch(name -> name.startsWith("entry-001-"));
    assertThat(drain(queue)).containsExactly("urgent", "one", "two", "three");
    assertThat(queue.poll()).isEmpty();
    assertThat(world.zooKeeper.children(PATH)).isEmpty();
  }

  @Test
  void anUrgentItemOfThisClientOvertakesWhatItHasReadAhead() {
    queue.putAll(List.of("one", "two", "three"));
    assertThat(queue.poll()).hasValue("one");
    queue.put("urgent", 0);
    assertThat(queue.poll()).hasValue("urgent");
  }

  @Test
  void anItemOfThisClientDoesNotOvertakeWhatOthersHadPutBefore() {
    queue.put("one");
    assertThat(queue.poll()).hasValue("one");
    other.put("two");
    queue.put("three");
    assertThat(drain(queue)).containsExactly("two", "three");
  }

  @Test
  void anUrgentItemOfAnotherClientIsSeenByOneWhoComesBackLater() {
    queue.putAll(List.of("one", "two", "three"));
    assertThat(queue.poll()).hasValue("one");
    other.put("urgent", 0);
    world.zooKeeper.advance(Duration.ofMillis(1_001));
    assertThat(queue.poll()).hasValue("urgent");
  }

  @Test
  void foreignChildrenOfALongQueueAreNotCounted() {
    queue.putAll(Collections.nCopies(1_500, ""));
    world.zooKeeper.create(PATH + "/notes", new byte[0]);
    assertThat(queue.size()).isEqualTo(1_500);
  }

  /** A reply with all names would break the link. */
  @Test
  void aQueueThatIsTooLongToBeListedIsCountedWithWhatIsBesideItsItems() {
    queue.putAll(Collections.nCopies(100, ""));
    world.zooKeeper.create(PATH + "/notes", new byte[0]);
    world.of(a).largestReply(100 * 24);
    world.of(a).resetCounts();
    assertThat(queue.size()).isEqualTo(101);
    assertThat(world.of(a).counts()).doesNotContainKey(RequestKind.GET_CHILDREN);
  }

  @Test
  void foreignChildrenAreIgnored() {
    world.zooKeeper.create(PATH, new byte[0]);
    for (String name : List.of("x", "entry-1-0000000000", "entry-100-99999999999", "entry-")) {
      world.zooKeeper.create(PATH + "/" + name, new byte[0]);
    }
    assertThat(queue.poll()).isEmpty();
    assertThat(queue.size()).isZero();
    queue.put("one");
    assertThat(queue.size()).isEqualTo(1);
    assertThat(drain(queue)).containsExactly("one");
  }

  @Test
  void aLostReplyToAPutIsResolved() {
    queue.put("zero");
    world.of(a).dropWriteReply(1);
    String name = queue.put("one");
    assertThat(world.zooKeeper.children(PATH)).hasSize(2).contains(name);
    other.put("two");
    assertThat(drain(queue)).containsExactly("zero", "one", "two");
  }

  @Test
  void theNameOfAPutWithoutReplyIsFoundBeyondHalfOfAllNumbers() {
    world.zooKeeper.create(PATH, new byte[0]);
    world.zooKeeper.nextSequence(PATH, 1_500_000_000);
    queue.put("zero");
    world.of(a).dropWriteReply(1);
    String name = queue.put("one");
    assertThat(world.zooKeeper.children(PATH)).hasSize(2).contains(name);
    assertThat(drain(other)).containsExactly("zero", "one");
  }

  @Test
  void whatWasReadAheadIsNotTakenForAnItemOfTheSameNameInANewQueue() {
    other.putAll(List.of("one", "two", "three"));
    assertThat(queue.poll()).hasValue("one");
    for (String name : world.zooKeeper.children(PATH)) {
      world.zooKeeper.delete(PATH + "/" + name);
    }
    world.zooKeeper.delete(PATH);
    other.putAll(List.of("four", "five", "six"));
    world.zooKeeper.advance(Duration.ofSeconds(2));
    assertThat(drain(queue)).containsExactly("four", "five", "six");
  }

  @Test
  void whatARemovalOfUnknownOutcomeLeftGoesToOneWhoWaits() {
    queue.put("zero");
    assertThat(queue.poll()).hasValue("zero");
    CompletableFuture<String> first = queue.takeAsync();
    CompletableFuture<String> second = queue.takeAsync();
    String marks = Layout.marks(PATH);
    world
        .zooKeeper
        .children(marks)
        .forEach(mark -> world.zooKeeper.setData(marks + "/" + mark, new byte[0]));
    other.put("one");
    assertThat(first).isCompletedExceptionally();
    assertThat(second).isCompletedWithValue("one");
  }

  @Test
  void aLostRequestToPutIsRepeated() {
    queue.put("zero");
    world.of(a).dropWriteRequest(1);
    String name = queue.put("one");
    assertThat(world.zooKeeper.children(PATH)).hasSize(2).contains(name);
  }

  @Test
  void aLostReplyToARemovalIsResolved() {
    queue.putAll(List.of("one", "two"));
    world.of(a).dropWriteReply(1);
    assertThat(queue.poll()).hasValue("one");
    assertThat(drain(other)).containsExactly("two");
  }

  @Test
  void aLostRequestToRemoveIsRepeated() {
    queue.putAll(List.of("one", "two"));
    world.of(a).dropWriteRequest(1);
    assertThat(queue.poll()).hasValue("one");
    assertThat(drain(other)).containsExactly("two");
  }

  @Test
  void exhaustedNumbersAreRefusedAndNothingIsLeft() {
    world.zooKeeper.create(PATH, new byte[0]);
    world.zooKeeper.nextSequence(PATH, Integer.MIN_VALUE);
    assertThatThrownBy(() -> queue.put("one")).isInstanceOf(MalformedDataException.class);
    assertThat(world.zooKeeper.children(PATH)).isEmpty();
  }

  @Test
  void whatIsTooLargeIsRefusedBeforeItIsSent() {
    world.of(a).resetCounts();
    byte[] large = new byte[RequestSize.LIMIT];
    assertThatThrownBy(() -> a.queue(PATH).put(large))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(String.valueOf(RequestSize.LIMIT))
        .hasMessageContaining("jute.maxbuffer");
    byte[] half = new byte[RequestSize.LIMIT / 2];
    assertThatThrownBy(() -> a.queue(PATH).putAll(List.of(half, half)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(world.of(a).requests()).isZero();
  }

  @Test
  void aTakerThatWaitsIsWokenByAPut() {
    CompletableFuture<String> taken = queue.takeAsync();
    assertThat(taken).isNotDone();
    other.put("one");
    assertThat(taken).isCompletedWithValue("one");
    assertThat(world.zooKeeper.children(Layout.waiting(PATH))).isEmpty();
  }

  @Test
  void aTakerThatWaitsSurvivesTheEndOfItsSession() {
    CompletableFuture<String> taken = queue.takeAsync();
    world.of(a).expireNow();
    other.put("one");
    assertThat(taken).isCompletedWithValue("one");
  }

  @Test
  void aTakerThatWaitsSurvivesACut() {
    CompletableFuture<String> taken = queue.takeAsync();
    world.of(a).cutLink();
    other.put("one");
    world.of(a).restoreLink();
    assertThat(taken).isCompletedWithValue("one");
  }

  @Test
  void takersOfManyClientsGetOneItemEach() {
    List<CompletableFuture<String>> taken = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      taken.add(world.connect("w" + i).queue(PATH, Codec.utf8()).takeAsync());
    }
    for (int i = 0; i < 5; i++) {
      queue.put("item " + i);
      assertThat(taken.stream().filter(CompletableFuture::isDone)).hasSize(i + 1);
    }
    assertThat(taken.stream().map(CompletableFuture::join))
        .containsExactlyInAnyOrder("item 0", "item 1", "item 2", "item 3", "item 4");
  }

  @Test
  void aFrozenTakerDoesNotKeepTheOthersWaitingForItsSession() {
    CompletableFuture<String> first = queue.takeAsync();
    CompletableFuture<String> second = other.takeAsync();
    world.of(a).freeze();
    ScopedClient producer = world.connect("c");
    producer.queue(PATH, Codec.utf8()).put("one");
    world.zooKeeper.advance(Duration.ofSeconds(2));
    assertThat(second).isCompletedWithValue("one");
    assertThat(first).isNotDone();
  }

  @Test
  void aTakerThatGivesUpLeavesNothing() {
    CompletableFuture<String> taken = queue.takeAsync();
    assertThat(world.zooKeeper.children(Layout.waiting(PATH))).hasSize(1);
    taken.cancel(false);
    assertThat(world.zooKeeper.children(Layout.waiting(PATH))).isEmpty();
    other.put("one");
    assertThat(drain(other)).containsExactly("one");
  }

  @Test
  void aRemovalWhoseSessionEndsBeforeItsReplyCarriesTheItem() {
    queue.put("one");
    world.of(a).dropWriteReply(1);
    world.zooKeeper.delay(Duration.ofMillis(10));
    CompletableFuture<String> taken = queue.takeAsync();
    while (!world.zooKeeper.children(PATH).isEmpty()) {
      world.zooKeeper.advance(Duration.ofMillis(10));
    }
    world.of(a).expireNow();
    world.zooKeeper.advance(Duration.ofSeconds(1));
    assertThatThrownBy(taken::join)
        .cause()
        .isInstanceOfSatisfying(
            OutcomeUnknownException.class,
            unknown -> assertThat(unknown.payload().map(Layout::decode)).hasValue("one"));
  }

  @Test
  void anItemThatIsTakenForNobodyGoesToTheNextTaker() {
    queue.putAll(List.of("one", "two"));
    takeForNobody();
    assertThat(world.zooKeeper.children(PATH)).hasSize(1);
    assertThat(drain(queue)).containsExactly("one", "two");
  }

  @Test
  void anItemThatIsTakenForNobodyIsPutBackOnClose() {
    queue.putAll(List.of("one", "two"));
    takeForNobody();
    a.close();
    assertThat(world.zooKeeper.children(PATH)).hasSize(2);
    assertThat(drain(other)).containsExactlyInAnyOrder("one", "two");
  }

  @Test
  void anItemThatCannotBePutBackIsNamedInTheLog() {
    queue.put("first", 7);
    takeForNobody();
    world.of(a).cutLink();
    EngineClient engine = (EngineClient) a.backend();
    Deadline now = Deadline.after(engine.scheduler(), Duration.ZERO);
    String said = logOf(() -> engine.closeSession(now));
    assertThat(said).contains("WARN", PATH + ":", "entry-007-", "priority 7", "5 bytes");
  }

  @Test
  void anItemThatIsPutBackIsNotNamedInTheLog() {
    queue.put("first", 7);
    takeForNobody();
    assertThat(logOf(a::close)).isEmpty();
    assertThat(drain(other)).containsExactly("first");
  }

  @Test
  void anItemThatIsPassedOnAfterTheEndIsNamedInTheLog() {
    queue.put("first");
    FoundItem found = ((EngineQueue<String>) queue).find(Deadline.NEVER).join().orElseThrow();
    assertThat(found.remove()).isCompletedWithValue(true);
    a.close();
    assertThat(logOf(found::passOn)).contains("WARN", PATH + ":", "entry-100-");
  }

  private static String logOf(Runnable action) {
    PrintStream before = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, UTF_8));
    try {
      action.run();
    } finally {
      System.setErr(before);
    }
    return said.toString(UTF_8);
  }

  @Test
  void anItemOfACancelledTakerWhoseReplyComesTooLateGoesToTheNextTaker() {
    queue.put("one");
    world.zooKeeper.delay(Duration.ofMillis(10));
    CompletableFuture<String> taken = queue.takeAsync();
    while (!world.zooKeeper.children(PATH).isEmpty()) {
      world.zooKeeper.advance(Duration.ofMillis(10));
    }
    world.of(a).cutLink();
    taken.cancel(false);
    world.zooKeeper.delay(Duration.ZERO);
    world.zooKeeper.advance(Duration.ofSeconds(10));
    world.of(a).restoreLink();
    assertThat(drain(queue)).containsExactly("one");
  }

  /** Cancels when the removal has been applied and its reply is on its way. */
  private void takeForNobody() {
    world.zooKeeper.delay(Duration.ofMillis(10));
    CompletableFuture<String> taken = queue.takeAsync();
    int before = world.zooKeeper.children(PATH).size();
    while (world.zooKeeper.children(PATH).size() == before) {
      world.zooKeeper.advance(Duration.ofMillis(10));
    }
    taken.cancel(false);
    world.zooKeeper.advance(Duration.ofMillis(100));
    world.zooKeeper.delay(Duration.ZERO);
  }

  private static List<String> drain(DistributedQueue<String> from) {
    List<String> items = new ArrayList<>();
    for (Optional<String> next = from.poll(); next.isPresent(); next = from.poll()) {
      items.add(next.get());
    }
    return items;
  }
}
