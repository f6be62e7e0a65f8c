package dev.coordination.it.kazoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.Codec;
import dev.coordination.DistributedQueue;
import dev.coordination.it.Backend;
import dev.coordination.it.Bounded;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Items that Python and Java put are taken by Java and Python, each once. */
class KazooQueueTest extends KazooTest {

  private DistributedQueue<String> queue(Backend backend) {
    return java(backend, "java").queue(path, Codec.utf8());
  }

  @ParameterizedTest
  @EnumSource
  void eachTakesWhatTheOtherPutInOneOrder(Backend backend) {
    var python = python();
    var queue = queue(backend);
    for (int i = 0; i < 2; i++) {
      queue.put("java ordinary " + i);
      python.putIntoQueue(path, "python ordinary " + i, 100);
      python.putIntoQueue(path, "python urgent " + i, 5);
      queue.put("java urgent " + i, 5);
    }
    assertThat(queue.size()).isEqualTo(8);
    assertThat(python.sizeOfQueue(path)).isEqualTo(8);

    var taken = new ArrayList<String>();
    for (int i = 0; i < 4; i++) {
      taken.add(queue.poll().orElseThrow());
      taken.add(python.pollQueue(path).orElseThrow());
    }

    assertThat(taken)
        .containsExactly(
            "python urgent 0",
            "java urgent 0",
            "python urgent 1",
            "java urgent 1",
            "java ordinary 0",
            "python ordinary 0",
            "java ordinary 1",
            "python ordinary 1");
    assertThat(queue.poll()).isEmpty();
    assertThat(python.pollQueue(path)).isEmpty();
  }

  /** One of those who share a queue. */
  private record Side(
      Consumer<String> put, Supplier<Optional<String>> poll, Supplier<Integer> size) {}

  private Side java(Backend backend) {
    var queue = queue(backend);
    return new Side(queue::put, queue::poll, queue::size);
  }

  @Test
  void whatAnyOfThreePutsAnyOfThreeTakesAndNobodyElse() {
    var python = python();
    var sides =
        List.of(
            new Side(
                item -> python.putIntoQueue(path, item, 100),
                () -> python.pollQueue(path),
                () -> python.sizeOfQueue(path)),
            java(Backend.RAW),
            java(Backend.CURATOR));
    for (var producer : sides) {
      for (var consumer : sides) {
        var item = "item " + sides.indexOf(producer) + sides.indexOf(consumer);
        producer.put().accept(item);
        assertThat(sides).allSatisfy(side -> assertThat(side.size().get()).isOne());
        assertThat(consumer.poll().get()).contains(item);
        assertThat(sides).allSatisfy(side -> assertThat(side.poll().get()).isEmpty());
        assertThat(sides).allSatisfy(side -> assertThat(side.size().get()).isZero());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void javaWaitsForWhatPythonPuts(Backend backend) {
    var python = python();
    var waiting = queue(backend).takeAsync();
    assertThat(onlooker.awaitInLine(path + "-__wait__", 1)).hasSize(1);
    assertThat(waiting).isNotDone();

    python.putIntoQueue(path, "größer als 世界", 999);

    assertThat(Bounded.get(waiting)).isEqualTo("größer als 世界");
    assertThat(python.pollQueue(path)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void pythonTakesABatchOfJava(Backend backend) {
    var python = python();
    var values = IntStream.range(0, 50).mapToObj(i -> "item " + i).toList();
    queue(backend).putAll(values);

    assertThat(Bounded.get(python.takeFromQueue(path, values.size()))).isEqualTo(values);
    assertThat(python.pollQueue(path)).isEmpty();
  }

  /** Until one of them has gone: then it reads another list. */
  @ParameterizedTest
  @EnumSource
  void pythonWorksThroughTheListItHasReadBeforeWhatIsUrgent(Backend backend) {
    var python = python();
    var queue = queue(backend);
    queue.putAll(List.of("one", "two", "three", "four"));
    assertThat(python.pollQueueAgain(path)).contains("one");
    queue.put("urgent", 1);

    assertThat(python.pollQueueAgain(path)).contains("two");
    assertThat(queue.poll()).contains("urgent");
    assertThat(queue.poll()).contains("three");
    queue.put("urgent, too", 1);
    assertThat(python.pollQueueAgain(path)).as("three has gone").contains("urgent, too");
    assertThat(python.pollQueueAgain(path)).contains("four");
    assertThat(queue.poll()).isEmpty();
  }

  @Test
  void nothingOfWhatTheDeadPutIsLost() {
    var dying = python();
    dying.putIntoQueue(path, "one", 100);
    dying.kill();
    var mortal = mortalJava(Backend.RAW, "java");
    mortal.client().queue(path, Codec.utf8()).put("two");
    mortal.expireByTime();

    assertThat(queue(Backend.CURATOR).poll()).contains("one");
    assertThat(python().pollQueue(path)).contains("two");
  }

  @Test
  void theDeadInTheLineOfTakersStopNobody() {
    var mortal = mortalJava(Backend.CURATOR, "dying");
    CompletableFuture<String> dying = mortal.client().queue(path, Codec.utf8()).takeAsync();
    assertThat(onlooker.awaitInLine(path + "-__wait__", 1)).hasSize(1);
    var heir = queue(Backend.RAW).takeAsync();
    assertThat(onlooker.awaitInLine(path + "-__wait__", 2)).hasSize(2);
    mortal.expireByTime();

    python().putIntoQueue(path, "one", 100);

    assertThat(Bounded.get(heir)).isEqualTo("one");
    assertThat(dying).isNotDone();
  }
}
