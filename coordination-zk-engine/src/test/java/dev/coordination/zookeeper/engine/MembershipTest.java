package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.support.ScopedClient;
import dev.coordination.zookeeper.engine.Roll.Member;
import dev.coordination.zookeeper.engine.sim.SimOptions;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Being a member over as many sessions as it takes, and seeing who is one. */
final class MembershipTest {

  private static final String PATH = "/party";
  private static final Duration SESSION = Duration.ofSeconds(10);

  private final EngineWorld world =
      new EngineWorld(SimulatedZooKeeper.automatic(SimOptions.defaults()));
  private final SimulatedZooKeeper store = world.zooKeeper;
  private final ScopedClient a = world.connect("a");
  private final ScopedClient b = world.connect("b");
  private final List<String> told = new ArrayList<>();

  private static EngineClient engine(ScopedClient client) {
    return (EngineClient) client.backend();
  }

  private Membership membership(ScopedClient client) {
    return new Membership(
        engine(client),
        PATH,
        id -> Layout.shallowMember(PATH, id, client.identifier()),
        Layout.encode("data of " + client.identifier()),
        new Membership.Owner() {
          @Override
          public void entered() {
            told.add(client.identifier() + " entered");
          }

          @Override
          public void refused(RuntimeException failure) {
            told.add(client.identifier() + " was refused");
          }
        });
  }

  private Membership joined(ScopedClient client) {
    Membership membership = membership(client);
    engine(client).run(membership::join);
    return membership;
  }

  private CompletableFuture<@Nullable Void> leave(ScopedClient client, Membership membership) {
    CompletableFuture<@Nullable Void> left = new CompletableFuture<>();
    engine(client)
        .run(
            () -> {
              var unused = membership.leave().thenRun(() -> left.complete(null));
            });
    return left;
  }

  private List<String> present() {
    return store.children(PATH).stream().map(Layout::shallowIdentifier).toList();
  }

  private long owner() {
    return store.stat(PATH + "/" + store.children(PATH).get(0)).orElseThrow().ephemeralOwner();
  }

  @Test
  void aMemberHasOneNodeUntilItLeaves() {
    Membership member = joined(a);
    engine(a).run(member::join);
    assertThat(present()).containsExactly("a");
    assertThat(store.data(PATH + "/" + member.name())).contains(Layout.encode("data of a"));
    assertThat(member.isMember()).isTrue();
    assertThat(leave(a, member)).isCompleted();
    assertThat(member.isMember()).isFalse();
    assertThat(present()).isEmpty();
    assertThat(told).containsExactly("a entered");
  }

  @Test
  void aLostReplyLeavesOneNode() {
    store.create(PATH, new byte[0]);
    world.of(a).dropReply(1);
    Membership member = joined(a);
    assertThat(present()).containsExactly("a");
    assertThat(member.isMember()).isTrue();
    assertThat(told).containsExactly("a entered");
  }

  @Test
  void anotherNodeIsMadeInTheNextSession() {
    Membership member = joined(a);
    long before = owner();
    world.of(a).cutLink();
    store.advance(SESSION.multipliedBy(2));
    assertThat(member.isMember()).isFalse();
    assertThat(present()).isEmpty();
    world.of(a).restoreLink();
    assertThat(member.isMember()).isTrue();
    assertThat(present()).containsExactly("a");
    assertThat(owner()).isNotEqualTo(before);
  }

  @Test
  void anotherNodeIsMadeWhenSomebodyDeletesIt() {
    Membership member = joined(a);
    String before = member.name();
    store.delete(PATH + "/" + before);
    assertThat(member.isMember()).isTrue();
    assertThat(present()).containsExactly("a");
    assertThat(member.name()).isNotEqualTo(before);
  }

  @Test
  void noNodeIsLeftByOneWhoLeavesWithoutALink() {
    Membership member = joined(a);
    world.of(a).cutLink();
    assertThat(leave(a, member)).isCompleted();
    assertThat(present()).containsExactly("a");
    world.of(a).restoreLink();
    assertThat(present()).isEmpty();
  }

  @Test
  void aRefusalIsToldAndEndsWhenItIsTakenBack() {
    store.create(PATH, new byte[0]);
    store.denyCreating(PATH);
    Membership member = joined(a);
    assertThat(told).containsExactly("a was refused");
    store.advance(SESSION);
    assertThat(told).hasSizeGreaterThan(2).allMatch("a was refused"::equals);
    assertThat(leave(a, member)).isCompleted();
    int before = told.size();
    store.advance(SESSION);
    assertThat(told).hasSize(before);
  }

  @Test
  void membersAreSeenWithTheirDataInTheOrderOfJoining() {
    List<List<String>> seen = new ArrayList<>();
    RollWatch watch =
        new RollWatch(
            engine(b),
            PATH,
            Layout::isShallowMember,
            true,
            new RollWatch.Owner() {
              @Override
              public void seen(List<Member> members) {
                seen.add(
                    members.stream()
                        .sorted(Comparator.comparingLong(Member::czxid))
                        .map(member -> Layout.decode(member.data()))
                        .toList());
              }

              @Override
              public void refused(RuntimeException failure) {
                throw failure;
              }
            });
    watch.start();
    joined(b);
    Membership first = joined(a);
    assertThat(seen)
        .containsExactly(List.of(), List.of("data of b"), List.of("data of b", "data of a"));
    world.of(b).expireNow();
    assertThat(seen.get(seen.size() - 1)).containsExactly("data of a", "data of b");
    world.of(b).cutLink();
    assertThat(leave(a, first)).isCompleted();
    world.of(b).restoreLink();
    assertThat(seen.get(seen.size() - 1)).containsExactly("data of b");
    int before = seen.size();
    watch.close();
    joined(a);
    assertThat(seen).hasSize(before);
  }
}
