package dev.coordination.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coordination.CoordinationClient;
import dev.coordination.NotPermittedException;
import dev.coordination.Party;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Members, and what an operator and the faults do to them. */
class PartyTest {

  private static final String PATH = "/workers";
  private static final Duration SESSION = Duration.ofSeconds(10);

  private final InMemoryCoordination space = InMemoryCoordination.createWithVirtualTime();
  private final InMemoryStore store = space.store();
  private final CoordinationClient alice = space.connect("alice", SESSION);
  private final CoordinationClient bob = space.connect("bob", SESSION);

  private static Party joined(Party party) {
    party.join();
    return party;
  }

  @Test
  void theStoreShowsMembersAndRemovesThemByHand() {
    Party party = joined(alice.party(PATH));
    joined(bob.party(PATH));
    assertThat(store.members(PATH)).containsExactly("alice", "bob");
    assertThat(store.leftovers()).hasSize(2).first().asString().contains(PATH, "alice");
    store.removeMember(PATH, 0);
    space.settle();
    assertThat(store.members(PATH)).containsExactly("bob", "alice");
    assertThat(party.isMember()).isTrue();
    store.removeAll(PATH);
    space.settle();
    assertThat(store.members(PATH)).containsExactlyInAnyOrder("alice", "bob");
  }

  @Test
  void aMemberIsUnseenForAsLongAsItIsAway() {
    Party party = joined(alice.party(PATH));
    space.disconnect(alice);
    space.advance(SESSION.minusMillis(200));
    assertThat(party.isMember()).isTrue();
    space.advance(Duration.ofMillis(150));
    assertThat(party.isMember()).as("shortly before").isFalse();
    assertThat(store.members(PATH)).containsExactly("alice");
    space.advance(Duration.ofMillis(50));
    assertThat(store.members(PATH)).isEmpty();
    space.reconnect(alice);
    assertThat(party.isMember()).isTrue();
    assertThat(bob.party(PATH).members()).containsExactly("alice");
  }

  @Test
  void aSessionThatSurvivesItsDeadlineKeepsTheEntry() {
    Party party = joined(alice.party(PATH));
    space.disconnect(alice);
    space.advance(SESSION.minusMillis(50));
    assertThat(party.isMember()).isFalse();
    space.reconnect(alice);
    assertThat(party.isMember()).isTrue();
    assertThat(store.members(PATH)).containsExactly("alice");
  }

  @Test
  void severalFaultsInARowMakeNoSecondEntry() {
    Party party = alice.party(PATH);
    space.loseReplyOfWrite(alice, 1);
    space.loseWrite(alice, 2);
    party.join();
    space.expireSession(alice);
    space.settle();
    space.loseReplyOfWrite(alice, 1);
    store.removeMember(PATH, 0);
    space.settle();
    assertThat(store.members(PATH)).containsExactly("alice");
    assertThat(party.isMember()).isTrue();
    space.loseReplyOfWrite(alice, 1);
    assertThat(party.leave()).isTrue();
    space.settle();
    assertThat(store.leftovers()).isEmpty();
  }

  @Test
  void aMemberThatIsDeniedTriesAgainWhenItIsBack() {
    Party party = joined(alice.party(PATH));
    store.deny(PATH);
    space.expireSession(alice);
    space.settle();
    assertThat(party.isMember()).isFalse();
    assertThat(party.leave()).isTrue();
    assertThatThrownBy(party::join).isInstanceOf(NotPermittedException.class);
    assertThat(party.leave()).isFalse();
  }

  @Test
  void aFrozenListenerIsToldTheLastState() {
    List<List<String>> told = new ArrayList<>();
    var registration = alice.party(PATH).onMembershipChange(Runnable::run, told::add);
    space.settle();
    space.freeze(alice);
    Party party = joined(bob.party(PATH));
    party.leave();
    joined(bob.shallowParty(PATH));
    joined(party);
    assertThat(told).containsExactly(List.of());
    space.thaw(alice);
    space.settle();
    assertThat(told).containsExactly(List.of(), List.of("bob"));
    registration.close();
  }
}
