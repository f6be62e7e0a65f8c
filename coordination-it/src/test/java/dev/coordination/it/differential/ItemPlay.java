package dev.coordination.it.differential;

import dev.coordination.tck.StoreInspector.Item;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What both kinds of queue have in common. Which of several waiting takers gets an item is open
 * (LQUEUE-02, and no rule of QUEUE says it), so one waits at a time.
 */
abstract class ItemPlay extends Play {

  private static final int URGENT = 50;

  private final Map<String, Actor> urgent = new HashMap<>();
  private int items;
  private @Nullable Waiting waiting;

  /** Who waits for an item. */
  private record Waiting(Actor actor, Call call) {}

  ItemPlay(Scene scene, Witness witness) {
    super(scene, witness);
  }

  /** Puts items, in one step if several. */
  abstract void put(Actor actor, List<String> values, int priority);

  abstract List<Item> stored();

  static <P extends ItemPlay> Plan<P> withPuts(Plan<P> plan) {
    return plan.with(4, Move.writing("puts an item", (play, actor) -> play.put(actor, 1, 100)))
        .with(Move.writing("puts an urgent item", (play, actor) -> play.put(actor, 1, URGENT)))
        .with(2, Move.writing("puts three items", (play, actor) -> play.put(actor, 3, 100)));
  }

  final void put(Actor actor, int count, int priority) {
    List<String> values = Stream.generate(() -> "v" + ++items).limit(count).toList();
    if (priority == URGENT) {
      values.forEach(value -> urgent.put(value, actor));
    }
    var unused =
        start(
            actor,
            () -> {
              put(actor, values, priority);
              return "put " + values;
            });
  }

  /**
   * Whether an actor must be served this item, if it is the first. Who has put a more urgent one is
   * served it; others may have selected an ordinary one before: QUEUE-04, and the engine treats
   * locking queues alike.
   */
  final boolean isCertainFor(Actor actor, Item first) {
    return urgent.getOrDefault(text(first), actor) == actor;
  }

  static String text(Item item) {
    return new String(item.payload(), StandardCharsets.UTF_8);
  }

  final void waits(Actor actor, Callable<String> take) {
    waiting = new Waiting(actor, start(actor, take));
  }

  final boolean nobodyWaits() {
    return waiting == null || waiting.call.isDone();
  }

  final boolean isWaiting(Actor actor) {
    return waiting != null && waiting.actor == actor && !waiting.call.isDone();
  }

  final void giveUp(Actor actor) {
    if (waiting != null) {
      waiting.call.interrupt();
    }
  }
}
