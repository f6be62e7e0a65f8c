package dev.coordination.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.ConfigurationMismatchException;
import dev.coordination.PartitionOptions;
import dev.coordination.PartitionState;
import dev.coordination.SetPartitioner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The rules PARTITION: each item belongs to one of the members that are there. */
public abstract class PartitionContract extends StickyRules {

  /** For subclasses. */
  protected PartitionContract() {}

  // ---- who has what

  @Rule({"PARTITION-02", "PARTITION-03", "PARTITION-05"})
  @Test
  void membersShareTheItemsByTurns() {
    List<String> items = items(7);
    Part a = join(connect("A"), items);
    assertEquals(PartitionState.ALLOCATING, a.state());
    Part c = join(connect("C"), items);
    Part b = join(c.actor, "B", items, quickly());
    a.answering();
    b.answering();
    c.answering();
    divided(items, a, b, c);
    assertEquals(Set.of("item00", "item03", "item06"), a.acquired());
    assertEquals(Set.of("item01", "item04"), b.acquired());
    assertEquals(Set.of("item02", "item05"), c.acquired());
    finish(b);
    divided(items, a, c);
    assertEquals(Set.of("item00", "item02", "item04", "item06"), a.acquired());
  }

  @Rule("PARTITION-05")
  @Test
  void orderIsThatOfCodePoints() {
    List<Integer> seen = new ArrayList<>();
    String smaller = "\uf900"; // not in Java's order of strings
    String larger = new String(Character.toChars(0x1f600));
    List<String> texts = List.of("9", larger, "10", smaller);
    Part a = join(connect("A"), texts, quickly().withItemName(PartitionContract::hexadecimal));
    reaches(a, PartitionState.ACQUIRED);
    assertEquals(List.of("10", "9", smaller, larger), List.copyOf(a.partitioner.acquired()));
    SetPartitioner<Integer> numbers =
        a.actor
            .client()
            .setPartitioner(
                path("numbers"),
                List.of(10, 9, 100),
                PartitionOptions.<Integer>defaults()
                    .withTimeBoundary(Duration.ZERO)
                    .withPartitionFunction(
                        (self, members, all) -> {
                          seen.addAll(all);
                          return Set.copyOf(all);
                        }));
    assertTrue(a.actor.call("awaits", () -> awaits(numbers, session(1))));
    assertEquals(List.of(9, 10, 100), seen);
    a.actor.run("finishes", numbers::finish);
  }

  private static String hexadecimal(String item) {
    return "%x".formatted(item.codePointAt(0)) + "-" + item.length();
  }

  @Rule("PARTITION-02")
  @Test
  void theSurplusTakesOver() {
    List<String> items = items(1);
    Part a = join(connect("A"), items).answering();
    Part b = join(connect("B"), items).answering();
    divided(items, a, b);
    assertEquals(Set.of(), b.acquired());
    finish(a);
    divided(items, b);
    Part nothing = join(b.actor, "B", path("nothing"), List.of(), quickly());
    reaches(nothing, PartitionState.ACQUIRED);
    assertEquals(Set.of(), nothing.acquired());
  }

  @Rule({"PARTITION-04", "PARTITION-02"})
  @Test
  void aChangeTakesTheSetAwayUntilItIsGivenBack() {
    List<String> items = items(4);
    Part a = join(connect("A"), items);
    divided(items, a);
    Map<String, Long> tokens = a.tokens();
    Part b = join(connect("B"), items).answering();
    reaches(a, PartitionState.RELEASE);
    assertEquals(Set.of(), a.acquired());
    eventually(() -> "not revoked: " + a.changes(), () -> a.sum().isEmpty());
    never(() -> "not given back, and " + b, () -> b.is(PartitionState.ACQUIRED));
    items.forEach(item -> assertEquals(tokens.get(item), line(a, item).get(0).token()));
    a.actor.run("gives back", a.partitioner::releaseSet);
    divided(items, a, b);
    List<PartitionState> cycle =
        List.of(
            PartitionState.ALLOCATING,
            PartitionState.ACQUIRED,
            PartitionState.RELEASE,
            PartitionState.ALLOCATING,
            PartitionState.ACQUIRED);
    eventually(a.states::toString, () -> a.states.told().equals(cycle));
  }

  @Rule({"PARTITION-10", "PARTITION-04"})
  @Test
  void aChangeWhileItemsAreWaitedFor() {
    List<String> items = items(6);
    Part b = join(connect("B"), items);
    divided(items, b);
    Part a = join(connect("A"), items).answering();
    eventually(() -> a + " waits for nothing", () -> line(a, "item04").size() == 2);
    Part c = join(connect("C"), items).answering();
    eventually(() -> a + " still waits for an old share", () -> line(a, "item04").size() == 1);
    eventually(() -> a + " does not wait for the new one", () -> line(a, "item03").size() == 2);
    assertEquals(PartitionState.ALLOCATING, a.state());
    b.answering();
    divided(items, a, b, c);
    assertEquals(Set.of("item00", "item03"), a.acquired());
  }

  @Rule("PARTITION-04")
  @Test
  void givingBackElsewhere() {
    List<String> items = items(2);
    Part a = join(connect("A"), items);
    a.actor.run("gives back nothing", a.partitioner::releaseSet);
    assertEquals(PartitionState.ALLOCATING, a.state());
    divided(items, a);
    Map<String, Long> before = a.tokens();
    a.actor.run("gives back", a.partitioner::releaseSet);
    divided(items, a);
    items.forEach(item -> assertNewer(item, a, before));
    finish(a);
    a.actor.run("gives back at the end", a.partitioner::releaseSet);
    assertEquals(PartitionState.FAILURE, a.state());
  }

  private static void assertNewer(String item, Part owner, Map<String, Long> before) {
    long token = owner.partitioner.fencingToken(item).orElseThrow();
    assertTrue(token > before.getOrDefault(item, Long.MAX_VALUE), () -> owner + " " + before);
  }

  @Rule("PARTITION-15")
  @Test
  void tokensOfAnItemIncrease() {
    List<String> items = items(2);
    Part a = join(connect("A"), items).answering();
    assertEquals(OptionalLong.empty(), a.partitioner.fencingToken("item00"));
    divided(items, a);
    Map<String, Long> tokens = a.tokens();
    assertEquals(2, tokens.size());
    Part b = join(connect("B"), items).answering();
    divided(items, a, b);
    assertNewer("item00", a, tokens);
    assertNewer("item01", b, tokens);
    assertEquals(OptionalLong.empty(), a.partitioner.fencingToken("item01"));
    assertEquals(OptionalLong.empty(), a.partitioner.fencingToken("unheard of"));
    finish(b);
    assertEquals(OptionalLong.empty(), b.partitioner.fencingToken("item01"));
    divided(items, a);
  }

  @Rule("PARTITION-21")
  @Test
  void nothingIsAskedForBeforeTheBoundary() {
    Duration boundary = session(0.15);
    Duration begun = stage().now();
    Part a = join(connect("A"), items(1), quickly().withTimeBoundary(boundary));
    eventually(() -> "nothing is asked for: " + a, () -> !line(a, "item00").isEmpty());
    Duration took = stage().now().minus(begun);
    assertTrue(took.compareTo(boundary) >= 0, () -> "asked after " + took);
    divided(items(1), a);
  }

  // ---- functions and names

  @Rule("PARTITION-06")
  @Test
  void aFunctionOfOnesOwn() {
    List<String> items = items(4);
    List<List<String>> asked = new CopyOnWriteArrayList<>();
    PartitionOptions<String> halves =
        quickly()
            .withComparator(java.util.Comparator.reverseOrder())
            .withPartitionFunction(
                (self, members, all) -> {
                  asked.add(all);
                  int half = all.size() / members.size() * members.indexOf(self);
                  return Set.copyOf(all.subList(half, half + all.size() / members.size()));
                });
    Part a = join(connect("A"), items, halves).answering();
    Part b = join(connect("B"), items, halves).answering();
    divided(items, a, b);
    assertEquals(Set.of("item02", "item03"), a.acquired());
    assertTrue(asked.stream().allMatch(List.of("item03", "item02", "item01", "item00")::equals));
  }

  @Rule({"PARTITION-06", "PARTITION-01"})
  @Test
  void aFunctionThatGivesAnItemTwice() {
    List<String> items = items(2);
    PartitionOptions<String> greedy =
        quickly().withPartitionFunction((self, members, all) -> Set.copyOf(all));
    Part a = join(connect("A"), items, greedy).answering();
    Part b = join(connect("B"), items, greedy).answering();
    eventually(
        () -> "not asked for: " + line(a, "item00") + line(a, "item01"),
        () -> line(a, "item00").size() == 2 && line(a, "item01").size() == 2);
    never(() -> "both: " + a + b, () -> a.acquired().size() + b.acquired().size() > items.size());
    finish(a); // they may wait for each other: which function that is, the library cannot know
    divided(items, b);
  }

  @Rule("PARTITION-06")
  @Test
  void aFunctionThatFails() {
    Actor a = connect("A");
    RuntimeException thrown = new IllegalStateException("no share today");
    Part throwing =
        join(
            a,
            items(2),
            quickly()
                .withPartitionFunction(
                    (self, members, all) -> {
                      throw thrown;
                    }));
    reaches(throwing, PartitionState.FAILURE);
    assertEquals(thrown, failure(throwing).getCause());
    Part inventing =
        join(a, items(2), quickly().withPartitionFunction((self, members, all) -> Set.of("other")));
    reaches(inventing, PartitionState.FAILURE);
    assertInstanceOf(ConfigurationMismatchException.class, failure(inventing));
  }

  private static Throwable failure(Part part) {
    return part.partitioner.failure().orElseThrow();
  }

  @Rule({"PARTITION-14", "PARTITION-03"})
  @Test
  void namesAreElementsOfPaths() {
    Actor a = connect("A");
    for (String bad : List.of("", ".", "..", "a/b", "/", "a\u0000b", "\ud800")) {
      assertThrows(IllegalArgumentException.class, () -> join(a, List.of("good", bad)), () -> bad);
      assertThrows(
          IllegalArgumentException.class,
          () -> a.client().withIdentifier("x" + bad + "/y").setPartitioner(set(), items(1)));
    }
    PartitionOptions<String> one = quickly().withItemName(item -> "same");
    assertThrows(IllegalArgumentException.class, () -> join(a, items(2), one));
    assertThrows(IllegalArgumentException.class, () -> a.client().setPartitioner("bad", items(1)));
    assertThrows(NullPointerException.class, () -> a.client().setPartitioner(set(), none()));
    List<String> odd = List.of("a b", "a-b", "-", "é", "e\u0301", "A", "a", "...", "100%");
    List<String> twice = new ArrayList<>(odd);
    twice.addAll(odd);
    Part part = join(a, "an-odd name", twice, quickly());
    divided(odd, part);
    finish(part);
    Part named = join(a, List.of("x", "yy"), quickly().withItemName(item -> "n" + item.length()));
    reaches(named, PartitionState.ACQUIRED);
    assertEquals(1, line(named, "n2").size());
  }

  // ---- configuration

  @Rule("PARTITION-11")
  @Test
  void whoDividesOtherItemsLeaves() {
    List<String> items = items(4);
    Part a = join(connect("A"), items);
    Part b = join(connect("B"), items);
    a.answering();
    b.answering();
    divided(items, a, b);
    Map<String, Long> before = a.tokens();
    int told = a.states.told().size();
    Actor c = connect("C");
    for (Part other : List.of(join(c, items(5)), join(c, items, sticky()))) {
      reaches(other, PartitionState.FAILURE);
      assertInstanceOf(ConfigurationMismatchException.class, failure(other));
      assertEquals(Set.of(), other.acquired());
    }
    divided(items, a, b);
    assertEquals(before, a.tokens());
    assertEquals(told, a.states.told().size(), a.states::toString);
    Part more = join(c, items).answering();
    divided(items, a, b, more);
  }

  @Rule("PARTITION-12")
  @Test
  void oneIdentifierTwice() {
    List<String> items = items(2);
    Part first = join(connect("A"), "twin", items, quickly());
    divided(items, first);
    Map<String, Long> before = first.tokens();
    Duration begun = stage().now();
    Part second = join(connect("B"), "twin", items, quickly());
    stage()
        .within(
            session(1).plus(stage().promptly()),
            () -> second + " goes on",
            () -> second.is(PartitionState.FAILURE));
    Duration took = stage().now().minus(begun);
    assertTrue(took.compareTo(session(1)) >= 0, () -> "not given a session's time, but " + took);
    assertInstanceOf(ConfigurationMismatchException.class, failure(second));
    assertEquals(List.of(PartitionState.ALLOCATING, PartitionState.FAILURE), second.states.told());
    assertEquals(before, first.tokens());
  }

  // ---- the end

  @Rule("PARTITION-13")
  @Test
  void finishingGivesEverythingBack() {
    List<String> items = items(3);
    Part a = join(connect("A"), items);
    divided(items, a);
    finish(a);
    assertEquals(PartitionState.FAILURE, a.state());
    assertEquals(Optional.empty(), a.partitioner.failure());
    assertEquals(Set.of(), a.acquired());
    assertEquals(List.of(), store().residue(set()));
    finish(a);
    Part b = join(connect("B"), items);
    divided(items, b);
    assertEquals(Set.of("item00", "item01", "item02"), b.acquired());
    int told = a.changes().size();
    b.actor.run("closes", b.partitioner::close);
    assertEquals(List.of(), store().residue(set()));
    assertEquals(told, a.changes().size());
    assertFalse(a.actor.call("awaits", () -> awaits(a.partitioner, session(10))));
  }

  @Rule({"PARTITION-13", "PARTITION-17"})
  @Test
  void closingTheClientFinishes() {
    List<String> items = items(2);
    Actor a = connect("A");
    Part part = join(a, items);
    divided(items, part);
    Part waiting = join(a, "W", items, quickly());
    Call<Boolean> wait = a.start("awaits", () -> awaits(waiting.partitioner, session(100)));
    settle();
    a.run("closes", a.client()::close);
    assertInstanceOf(IllegalStateException.class, a.failure(wait));
    assertEquals(PartitionState.FAILURE, part.state());
    assertEquals(PartitionState.FAILURE, waiting.state());
    assertEquals(List.of(), store().residue(set()));
    assertInstanceOf(
        IllegalStateException.class,
        a.fails("joins", () -> a.client().setPartitioner(set(), items)));
    assertInstanceOf(
        IllegalStateException.class,
        a.failure(a.start("awaits", () -> awaits(part.partitioner, session(1)))));
  }

  // ---- waiting and listening

  @Rule({"PARTITION-17", "TIME-01"})
  @Test
  void waitingForTheShare() {
    List<String> items = items(2);
    Part a = join(connect("A"), items);
    assertTrue(a.actor.call("awaits", () -> awaits(a.partitioner, Duration.ofSeconds(60))));
    assertEquals(PartitionState.ACQUIRED, a.state());
    assertTrue(a.actor.call("awaits", () -> awaits(a.partitioner, Duration.ZERO)));
    Part b = join(connect("B"), items);
    reaches(a, PartitionState.RELEASE);
    Duration begun = stage().now();
    Call<Boolean> late = b.actor.start("awaits", () -> awaits(b.partitioner, session(0.1)));
    lasts(session(0.1), begun, late);
    assertFalse(await(late));
    assertFalse(b.actor.call("awaits", () -> awaits(b.partitioner, Duration.ofSeconds(-1))));
    Call<Boolean> interrupted = b.actor.start("awaits", () -> awaits(b.partitioner, session(100)));
    settle();
    interrupted.interrupt();
    assertInstanceOf(InterruptedException.class, b.actor.failure(interrupted));
    Call<Boolean> wait = b.actor.start("awaits", () -> awaits(b.partitioner, session(100)));
    settle();
    finish(b);
    assertFalse(await(wait));
  }

  @Rule("PARTITION-16")
  @Test
  void listenersAreToldInOrder() {
    List<String> items = items(2);
    Part a = join(connect("A"), items);
    List<String> seen = new CopyOnWriteArrayList<>();
    a.partitioner.onItemsChange(
        Runnable::run,
        (acquired, revoked) -> {
          Set<String> now = a.acquired();
          if (!now.containsAll(acquired) || revoked.stream().anyMatch(now::contains)) {
            seen.add("told +%s -%s while it has %s".formatted(acquired, revoked, now));
          }
          throw new IllegalStateException("careless");
        });
    divided(items, a);
    Part late = join(connect("B"), items);
    reaches(a, PartitionState.RELEASE);
    List<String> two = List.of("+[] -[]", "+[item00, item01] -[]", "+[] -[item00, item01]");
    eventually(() -> a.changes().toString(), () -> a.changes().equals(two));
    a.answering();
    late.answering();
    divided(items, a, late);
    Set<String> sum = new TreeSet<>();
    var registration = a.partitioner.onItemsChange(Runnable::run, (more, less) -> sum.addAll(more));
    assertEquals(Set.of("item00"), sum);
    registration.close();
    Recorder<PartitionState> states = new Recorder<>();
    a.partitioner.onStateChange(Runnable::run, states);
    assertEquals(List.of(PartitionState.ACQUIRED), states.told());
    assertEquals(List.of(), seen);
  }
}
