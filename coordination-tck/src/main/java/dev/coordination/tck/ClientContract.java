package dev.coordination.tck;

import static dev.coordination.ConnectionState.CLOSED;
import static dev.coordination.ConnectionState.CONNECTED;
import static dev.coordination.ConnectionState.SUSPENDED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.CoordinationClient;
import dev.coordination.DistributedLock;
import dev.coordination.Hold;
import dev.coordination.HoldState;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The rules CLIENT-01 to CLIENT-09: identifiers, views, and the end of a client. */
public abstract class ClientContract extends CloseRules {

  /** For subclasses. */
  protected ClientContract() {}

  // ---- identifiers and views

  @Rule("CLIENT-01")
  @EveryHold
  void identifiersAreShownAndMeanNothing(HoldRecipe recipe) {
    Actor a = connect("A");
    assertEquals("A", a.client().identifier());
    List<String> names = List.of("", " ", "/a/b", "\u00e9\ud83d\ude00\n", "x".repeat(300));
    for (String name : names) {
      Line line = line(recipe, path("line" + names.indexOf(name)));
      CoordinationClient view = a.client().withIdentifier(name);
      assertEquals(name, view.identifier());
      Hold hold = line.granted(line.start(a, view));
      assertEquals(name, hold.identifier());
      Call<Hold> namesake = line.enqueue(a, a.client().withIdentifier(name));
      assertEquals(List.of(name, name), line.names());
      assertEquals(line.visible(name, name), line.namesSeenBy(a));
      a.release(hold);
      line.isHeld(line.granted(namesake));
    }
  }

  @Rule("CLIENT-01")
  @Test
  void identifiersMustBeEncodable() {
    CoordinationClient client = connect("A").client();
    for (String bad : List.of("\ud800", "a\udc00b", "\udc00\ud800")) {
      assertThrows(IllegalArgumentException.class, () -> client.withIdentifier(bad));
    }
  }

  @Rule("CLIENT-02")
  @EveryHold
  void namespacesPrefixPaths(HoldRecipe recipe) {
    Actor a = connect("A");
    String root = harness().root();
    CoordinationClient nested =
        a.client().withNamespace(root).withIdentifier("nested").withNamespace("/x/y");
    CoordinationClient direct = a.client().withNamespace(root + "/x");
    Line line = line(recipe, path("x/y/line"));
    Hold hold = a.call("acquires", () -> line.report(a, line.next().acquire(nested, "/line")));
    assertEquals("/line", hold.path());
    assertEquals("nested", hold.identifier());
    line.isHeld(hold);
    assertEquals(List.of("nested"), a.call("lists", () -> recipe.contenders(direct, "/y/line")));
    assertTrue(a.call("tries", () -> line.next().tryNow(direct, "/y/line")).isEmpty());
    assertTrue(line.tryNow(a).isEmpty());
    assertEquals(CONNECTED, nested.connectionState());
    assertEquals(1, a.count("increments", nested.counter("/counter")::increment));
    assertEquals(1, a.count("gets", a.client().counter(path("x/y/counter"))::get));
  }

  @Rule({"CLIENT-02", "SESSION-01"})
  @Requires(Capability.EXPIRE_NOW)
  @EveryHold
  void viewsShareTheSession(HoldRecipe recipe) {
    Actor a = connect("A");
    CoordinationClient view = a.client().withIdentifier("view").withNamespace(harness().root());
    Hold own = line(recipe, path("own")).acquire(a);
    Recipe first = recipe.behind(List.of());
    Hold views = stage().own(a, a.call("acquires", () -> first.acquire(view, "/views")));
    renewSession(a);
    reaches(own, HoldState.LOST);
    reaches(views, HoldState.LOST);
  }

  @Rule({"CLIENT-03", "CLIENT-05"})
  @EveryHold
  void closingAViewEndsWhatCameThroughIt(HoldRecipe recipe) {
    Actor a = connect("A");
    CoordinationClient view = a.client().withIdentifier("view");
    CoordinationClient derived = view.withIdentifier("derived");
    CoordinationClient sibling = a.client().withIdentifier("sibling");
    Line one = line(recipe, path("one"));
    Line two = line(recipe, path("two"));
    Line three = line(recipe, path("three"));
    Line four = line(recipe, path("four"));
    Hold own = one.acquire(a);
    Hold ofView = two.granted(two.start(a, view));
    Hold ofDerived = three.granted(three.start(a, derived));
    Hold ofSibling = four.granted(four.start(a, sibling));
    Call<Hold> waiting = one.enqueue(a, derived);
    CompletableFuture<? extends Hold> future = four.next().async(view, four.path());
    Call<Hold> siblings = one.enqueue(a, sibling);
    a.run("closes the view", view::close);
    stage().ended(waiting);
    assertInstanceOf(IllegalStateException.class, waiting.failure());
    endsWithIllegalState(future);
    assertEquals(HoldState.RELEASED, ofView.state());
    assertEquals(HoldState.RELEASED, ofDerived.state());
    one.becomes("A", "sibling");
    one.isHeld(own);
    four.isHeld(ofSibling);
    one.waits(siblings);
    two.isHeld(two.take(a));
    assertEquals(CONNECTED, a.client().connectionState());
    assertEquals(CLOSED, view.connectionState());
    refusesUse(a, view);
    refusesUse(a, derived);
    a.release(own);
    one.isHeld(one.granted(siblings));
  }

  // ---- objects

  @Rule("CLIENT-09")
  @Requires(Capability.CUT_LINK)
  @EveryHold
  void factoriesNeedNoLink(HoldRecipe recipe) {
    Actor a = connect("A");
    a.cutLink();
    reaches(a, SUSPENDED);
    Call<CoordinationClient> factories =
        a.start(
            "makes recipes",
            () -> {
              CoordinationClient made = a.client().withIdentifier("v").withNamespace(path("x"));
              assertEquals("/line", made.lock("/line").path());
              assertEquals("/line", made.election("/line").path());
              assertEquals("/line", made.counter("/line").path());
              return made;
            });
    endsAtOnce(factories);
    CoordinationClient view = await(factories);
    Line line = line(recipe, path("x/line"));
    Call<Hold> wait = a.start("acquires", () -> line.report(a, line.next().acquire(view, "/line")));
    a.restoreLink();
    line.isHeld(line.granted(wait));
  }

  @Rule("CLIENT-09")
  @Test
  void oneObjectServesManyThreads() {
    Actor a = connect("A");
    DistributedLock lock = a.client().lock(path("line"));
    DistributedLock twin = a.client().lock(path("line"));
    int[] unsynchronised = {0};
    List<Call<@Nullable Void>> threads =
        IntStream.range(0, 4)
            .mapToObj(i -> i % 2 == 0 ? lock : twin)
            .map(shared -> a.<@Nullable Void>start("works", () -> work(shared, unsynchronised)))
            .toList();
    threads.forEach(stage()::await);
    assertEquals(40, unsynchronised[0]);
    assertFalse(a.call("lists", lock::contenders).contains("A"));
  }

  private static @Nullable Void work(DistributedLock lock, int[] unsynchronised)
      throws InterruptedException {
    for (int i = 0; i < 10; i++) {
      try (Hold hold = lock.acquire()) {
        assertTrue(hold.isHeld());
        unsynchronised[0]++;
      }
    }
    return null;
  }
}
