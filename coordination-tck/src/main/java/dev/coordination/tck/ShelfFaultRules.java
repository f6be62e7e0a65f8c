package dev.coordination.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coordination.ConnectionState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What both kinds of queue promise where the link breaks, or somebody tidies the store. */
abstract class ShelfFaultRules extends ItemRules {

  /** Breaks the link for a moment. */
  final void blip(Actor actor) {
    actor.cutLink();
    reaches(actor, ConnectionState.SUSPENDED);
    actor.restoreLink();
    reaches(actor, ConnectionState.CONNECTED);
  }

  /** In kazoo the batch is then nowhere, and putting it has succeeded. */
  @Rule({"PATH-04", "QUEUE-06"})
  @Requires(Capability.DELETE_BY_HAND)
  @Test
  void aBatchIsThereThoughTheQueueWasRemovedBefore() {
    Actor a = connect("A");
    Shelf<String> shelf = shelf(a);
    for (String removed : List.of(shelfPath(), path("queue"))) {
      assertEquals(1, a.call("puts a batch", () -> shelf.putAll(List.of("old"), 100)).size());
      assertEquals(List.of("old"), drain(a));
      store().deleteAll(removed);
      List<String> names = new ArrayList<>();
      names.addAll(a.call("puts a batch", () -> shelf.putAll(List.of("one", "two"), 100)));
      names.add(a.call("puts", () -> shelf.put("three", 100)));
      assertEquals(List.of("one", "two", "three"), storedTexts());
      assertEquals(names, stored().stream().map(StoreInspector.Item::name).toList());
      assertEquals(List.of("one", "two", "three"), drain(connect("B")));
    }
  }
}
