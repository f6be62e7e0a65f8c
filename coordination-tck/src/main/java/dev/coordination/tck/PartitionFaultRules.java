package dev.coordination.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.ConnectionState;
import dev.coordination.NotPermittedException;
import dev.coordination.PartitionOptions;
import dev.coordination.PartitionState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What faults do to those who divide a set. */
abstract class PartitionFaultRules extends PartitionRules {

  private List<PartitionOptions<String>> bothWays() {
    return List.of(quickly(), sticky());
  }

  private Part[] members(String set, List<String> items, PartitionOptions<String> options) {
    Part a = join(connect("A-" + set), "A", path(set), items, options).answering();
    Part b = join(connect("B-" + set), "B", path(set), items, options).answering();
    return new Part[] {a, b};
  }

  @Rule("PARTITION-08")
  @Requires(Capability.CUT_LINK)
  @Test
  void aBlipMovesNothing() {
    List<String> items = items(4);
    for (PartitionOptions<String> options : bothWays()) {
      Actor actor = connect("A");
      Part a = join(actor, items, options);
      divided(items, a);
      Map<String, Long> before = a.tokens();
      List<String> told = a.changes();
      actor.cutLink();
      reaches(actor, ConnectionState.SUSPENDED);
      assertEquals(before, a.tokens());
      assertEquals(PartitionState.ACQUIRED, a.state());
      actor.restoreLink();
      reaches(actor, ConnectionState.CONNECTED);
      advance(BOUNDARY.multipliedBy(2));
      divided(items, a);
      assertEquals(before, a.tokens());
      assertEquals(told, a.changes());
      assertEquals(List.of(PartitionState.ALLOCATING, PartitionState.ACQUIRED), a.states.told());
      finish(a);
    }
  }

  @Rule({"PARTITION-07", "PARTITION-01", "PARTITION-09"})
  @Requires(Capability.EXPIRE_BY_TIME)
  @Test
  void aLostSessionLeavesNothing() {
    List<String> items = items(4);
    Part[] both = new Part[] {join(connect("A"), items), join(connect("B"), items)};
    Part a = both[0];
    Part b = both[1].answering();
    eventually(
        () -> "not divided: " + a + b,
        () -> {
          giveBackIfAsked(a);
          return a.is(PartitionState.ACQUIRED) && b.is(PartitionState.ACQUIRED);
        });
    divided(items, a, b);
    a.actor.expireByTime();
    assertEquals(PartitionState.RELEASE, a.state());
    assertEquals(Set.of(), a.acquired());
    assertEquals(OptionalLong.empty(), a.partitioner.fencingToken("item00"));
    divided(items, b);
    a.actor.restoreLink();
    reaches(a.actor, ConnectionState.CONNECTED);
    assertEquals(PartitionState.RELEASE, a.state());
    a.answering();
    divided(items, a, b);
    assertEquals(List.of(2, 2), sizes(a, b));
  }

  private static void giveBackIfAsked(Part part) {
    if (part.is(PartitionState.RELEASE)) {
      part.partitioner.releaseSet();
    }
  }

  @Rule({"PARTITION-07", "PARTITION-01"})
  @Requires(Capability.FREEZE)
  @Test
  void whoStoodStillHasNothing() {
    List<String> items = items(4);
    Part a = join(connect("A"), items);
    divided(items, a);
    a.actor.freeze();
    Part b = join(connect("B"), items).answering();
    stage()
        .within(
            stage().promptly().multipliedBy(3),
            () -> "not taken over: " + b,
            () -> b.acquired().size() == 4);
    assertEquals(Set.of(), a.acquired());
    assertEquals(PartitionState.RELEASE, a.state());
    a.actor.thaw();
    assertEquals(Set.of(), a.acquired());
    a.answering();
    divided(items, a, b);
  }

  @Rule({"PARTITION-07", "PARTITION-12", "PARTITION-10"})
  @Requires(Capability.EXPIRE_NOW)
  @Test
  void aSessionEndedByHand() {
    List<String> items = items(4);
    for (PartitionOptions<String> options : bothWays()) {
      String set = options.isSticky() ? "sticky" : "whole";
      Part[] both = members(set, items, options);
      Part a = both[0];
      divided(items, both);
      Set<String> before = both[1].acquired();
      endedByHand(a);
      renewSession(a.actor);
      divided(items, both);
      assertTrue(a.states.wasTold(PartitionState.RELEASE), a.states::toString);
      if (options.isSticky()) {
        assertEquals(before, both[1].acquired());
      }
    }
  }

  @Rule("PARTITION-20")
  @Requires({Capability.DELETE_BY_HAND, Capability.EXPIRE_NOW})
  @Test
  void whatIsRemovedByHand() {
    List<String> items = items(2);
    Part a = join(connect("A"), items);
    Part empty = join(a.actor, "A", path("empty"), List.of(), quickly());
    divided(items, a);
    reaches(empty, PartitionState.ACQUIRED);
    store().deleteAll(set() + "/party");
    reaches(a, PartitionState.RELEASE);
    a.actor.run("gives back", a.partitioner::releaseSet);
    divided(items, a);
    endedByHand(a);
    store().deleteContender(set() + "/locks/item01", 0);
    reaches(a, PartitionState.RELEASE);
    assertEquals(Set.of(), a.acquired());
    a.actor.run("gives back", a.partitioner::releaseSet);
    divided(items, a);
    endedByHand(a);
    store().deleteAll(set());
    reaches(a, PartitionState.RELEASE);
    a.answering();
    divided(items, a);
    empty.answering();
    renewSession(a.actor);
    eventually(empty.states::toString, () -> empty.states.wasTold(PartitionState.RELEASE));
    reaches(empty, PartitionState.ACQUIRED);
  }

  @Rule({"PARTITION-10", "PARTITION-02"})
  @Requires({Capability.LOSE_REPLY, Capability.LOSE_REQUEST})
  @Test
  void lostMessages() {
    List<String> items = items(2);
    List<Integer> which =
        harness().virtualTime() ? List.of(1, -1, 2, -2, 3, -3, 4, -4, 5, -5) : List.of(2, -3);
    for (PartitionOptions<String> options : bothWays()) {
      for (int n : which) {
        Actor a = connect("A");
        if (n > 0) {
          a.loseReplyOfWrite(n);
        } else {
          a.loseWrite(-n);
        }
        String path = path("lost" + n + options.isSticky());
        Part one = join(a, "A", path, items, options).answering();
        Part other = join(a, "B", path, items, options).answering();
        divided(items, one, other);
        finish(one);
        finish(other);
      }
    }
  }

  @Rule({"PARTITION-10", "PARTITION-02", "PARTITION-18"})
  @Test
  void manyComeAndGoWithinASecond() {
    for (PartitionOptions<String> options : bothWays()) {
      String set = options.isSticky() ? "sticky" : "whole";
      List<String> items = items(12);
      List<Actor> actors = List.of(connect("A"), connect("B"), connect("C"));
      List<Part> there = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        if (i % 3 == 2) {
          Part leaving = there.remove(i % there.size());
          leaving.actor.run("finishes", leaving.partitioner::finish);
        } else {
          Actor actor = actors.get(i % actors.size());
          there.add(join(actor, "m" + i, path(set), items, options).answering());
        }
        advance(BOUNDARY.dividedBy(3));
      }
      Part[] rest = there.toArray(Part[]::new);
      divided(items, rest);
      List<Map<String, Long>> tokens = there.stream().map(Part::tokens).toList();
      advance(BOUNDARY.multipliedBy(4));
      divided(items, rest);
      assertEquals(tokens, there.stream().map(Part::tokens).toList(), "stable");
      there.forEach(this::finish);
    }
  }

  @Rule({"PARTITION-03", "PARTITION-02"})
  @Requires(Capability.CUT_LINK)
  @Test
  void joiningWithoutALink() {
    Actor a = connect("A");
    a.cutLink();
    reaches(a, ConnectionState.SUSPENDED);
    Part part = join(a, items(2));
    assertEquals(PartitionState.ALLOCATING, part.state());
    a.restoreLink();
    divided(items(2), part);
  }

  @Rule("PARTITION-22")
  @Requires(Capability.DENY_ACCESS)
  @Test
  void deniedAccess() {
    store().deny(path("denied"));
    Part part = join(connect("A"), "A", path("denied/set"), items(2), quickly());
    reaches(part, PartitionState.FAILURE);
    assertInstanceOf(NotPermittedException.class, part.partitioner.failure().orElseThrow());
  }

  // ---- at random

  @Rule({"PARTITION-01", "PARTITION-02", "PARTITION-10", "PARTITION-19"})
  @Requires({
    Capability.CUT_LINK,
    Capability.EXPIRE_NOW,
    Capability.EXPIRE_BY_TIME,
    Capability.LOSE_REPLY,
    Capability.LOSE_REQUEST,
    Capability.FREEZE
  })
  @Test
  void divisionsSurviveRandomFaults() {
    for (PartitionOptions<String> options : bothWays()) {
      HoldFuzz.seeded(random -> new RandomRun(options, random).run());
    }
  }

  private final class RandomRun {
    private final List<String> items = items(6);
    private final String set;
    private final PartitionOptions<String> options;
    private final Random random;
    private final List<Actor> actors;
    private final List<Part> there = new ArrayList<>();
    private int made;

    RandomRun(PartitionOptions<String> options, Random random) {
      this.options = options;
      this.random = random;
      this.set = options.isSticky() ? "sticky" : "whole";
      this.actors = List.of(connect("A"), connect("B"), connect("C"));
    }

    void run() {
      int steps = harness().virtualTime() ? 60 : 10;
      for (int i = 0; i < steps; i++) {
        step(actors.get(random.nextInt(actors.size())));
        settle();
      }
      actors.forEach(Actor::heal);
      join(actors.get(0));
      divided(items, there.toArray(Part[]::new));
      there.forEach(PartitionFaultRules.this::finish);
    }

    private void step(Actor actor) {
      switch (random.nextInt(harness().virtualTime() ? 12 : 10)) {
        case 0, 1, 2 -> join(actor);
        case 3 -> leave();
        case 4 -> actor.cutLink();
        case 5 -> actor.heal();
        case 6 -> actor.loseReplyOfWrite(1 + random.nextInt(4));
        case 7 -> actor.loseWrite(1 + random.nextInt(4));
        case 8 -> advance(session(random.nextDouble() / 10));
        case 9 -> expireNow(actor);
        case 10 -> actor.expireByTime();
        default -> sleepThrough(actor);
      }
    }

    private void join(Actor actor) {
      if (there.size() < 5) {
        Part part = PartitionFaultRules.this.join(actor, "m" + ++made, path(set), items, options);
        there.add(part.answering());
      }
    }

    private void leave() {
      if (!there.isEmpty()) {
        Part leaving = there.remove(random.nextInt(there.size()));
        leaving.actor.heal();
        finish(leaving);
      }
    }

    private void expireNow(Actor actor) {
      actor.heal();
      there.stream().filter(part -> part.actor == actor).forEach(part -> endedByHand(part));
      actor.expireNow();
    }

    private void sleepThrough(Actor actor) {
      actor.heal();
      actor.freeze();
      advance(session(random.nextDouble() * 2));
      actor.thaw();
    }
  }
}
