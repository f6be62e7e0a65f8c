package dev.coordination.it.differential;

import dev.coordination.Codec;
import dev.coordination.DistributedQueue;
import dev.coordination.tck.StoreInspector.Item;
import java.time.Duration;
import java.util.List;

/** A queue. */
final class QueuePlay extends ItemPlay {

  static final Plan<QueuePlay> PLAN = plan();

  private static final Duration MOMENT = Duration.ofMillis(50);

  private QueuePlay(Scene scene, Witness witness) {
    super(scene, witness);
  }

  private static Plan<QueuePlay> plan() {
    return withPuts(new Plan<>("queue", QueuePlay::new))
        .with(3, Move.writing("polls", QueuePlay::poll).when(QueuePlay::canTake))
        .with(2, Move.writing("takes", QueuePlay::take).when(QueuePlay::canTake))
        .with(
            2, Move.writing("takes asynchronously", QueuePlay::takeAsync).when(QueuePlay::canTake))
        .with(3, Move.asking("waits for an item", QueuePlay::take).when(QueuePlay::mustWait))
        .with(Move.asking("polls the empty queue", QueuePlay::poll).when(QueuePlay::mustWait))
        .with(
            Move.of("waits for an item for a moment", QueuePlay::pollFor).when(QueuePlay::mustWait))
        .with(2, Move.<QueuePlay>asking("gives up", QueuePlay::giveUp).when(ItemPlay::isWaiting))
        .with(Move.asking("asks for the size", QueuePlay::size));
  }

  private DistributedQueue<String> queue(Actor actor) {
    return actor.client().queue(path(), Codec.utf8());
  }

  /** The queue is made before the write that a fault is to strike; where somebody waits it is. */
  @Override
  void warmUp(Actor actor) {
    if (nobodyWaits()) {
      Call warm =
          scene()
              .startUnseen(
                  actor, () -> queue(actor).put("warm", 0) + queue(actor).poll().orElse(""));
      scene().eventually("a queue is made", warm::isDone);
    }
  }

  private boolean canTake(Actor actor) {
    return nobodyWaits()
        && stored().stream().findFirst().filter(item -> isCertainFor(actor, item)).isPresent();
  }

  private boolean mustWait(Actor actor) {
    return stored().isEmpty() && nobodyWaits();
  }

  @Override
  void put(Actor actor, List<String> values, int priority) {
    if (values.size() == 1) {
      var unused = queue(actor).put(values.get(0), priority);
    } else {
      var unused = queue(actor).putAll(values, priority);
    }
  }

  private void poll(Actor actor) {
    var unused = start(actor, () -> "polled " + queue(actor).poll());
  }

  private void pollFor(Actor actor) {
    var unused = start(actor, () -> "polled " + queue(actor).poll(MOMENT));
    scene().advance(MOMENT.multipliedBy(2));
  }

  private void take(Actor actor) {
    waits(actor, () -> "took " + queue(actor).take());
  }

  private void takeAsync(Actor actor) {
    waits(actor, () -> "took " + queue(actor).takeAsync().get());
  }

  private void size(Actor actor) {
    var unused = start(actor, () -> "size is " + queue(actor).size());
  }

  @Override
  List<Item> stored() {
    return store().items(path());
  }

  @Override
  void show(Look look) {
    look.add("items", stored().stream().map(item -> text(item) + "@" + item.priority()).toList());
  }
}
