package dev.coordination.it.differential;

import dev.coordination.CoordinationClient;
import dev.coordination.Party;
import dev.coordination.tck.StoreInspector.Member;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * A party, of either kind. Each actor has one participant, and another one with its next client. An
 * onlooker is told of every change.
 */
final class PartyPlay extends Play {

  static final Plan<PartyPlay> PLAN = plan("party", CoordinationClient::party);
  static final Plan<PartyPlay> SHALLOW = plan("shallow party", CoordinationClient::shallowParty);

  private final BiFunction<CoordinationClient, String, Party> kind;
  private final Map<CoordinationClient, Party> parties = new HashMap<>();
  private volatile List<String> told = List.of();

  private PartyPlay(
      Scene scene, Witness witness, BiFunction<CoordinationClient, String, Party> kind) {
    super(scene, witness);
    this.kind = kind;
    Party seen = kind.apply(scene.connect("onlooker").client(), path());
    var unused = seen.onMembershipChange(Runnable::run, members -> told = members);
  }

  private static Plan<PartyPlay> plan(
      String name, BiFunction<CoordinationClient, String, Party> kind) {
    return new Plan<PartyPlay>(name, (scene, witness) -> new PartyPlay(scene, witness, kind))
        .with(5, Move.writing("joins", PartyPlay::join).when((play, actor) -> !play.isIn(actor)))
        .with(
            Move.asking("joins once more", PartyPlay::join).when((play, actor) -> play.isIn(actor)))
        .with(3, Move.writing("leaves", PartyPlay::leave).when(PartyPlay::isIn))
        .with(
            Move.asking("leaves what it is not in", PartyPlay::leave)
                .when((play, actor) -> !play.isIn(actor)))
        .with(2, Move.asking("lists the members", PartyPlay::list))
        .with(Move.asking("asks for the size", PartyPlay::size))
        .with(
            2,
            Move.<PartyPlay>of("sees the first entry deleted", (play, actor) -> play.delete(0))
                .when((play, actor) -> !play.stored().isEmpty()))
        .with(
            Move.<PartyPlay>of(
                    "sees the last entry deleted",
                    (play, actor) -> play.delete(play.stored().size() - 1))
                .when((play, actor) -> play.stored().size() > 1));
  }

  private Party party(Actor actor) {
    return parties.computeIfAbsent(actor.client(), client -> kind.apply(client, path()));
  }

  private boolean isIn(Actor actor) {
    return party(actor).isMember();
  }

  private List<Member> stored() {
    return store().members(path());
  }

  // ---- moves

  private void join(Actor actor) {
    Party party = party(actor);
    var unused =
        start(
            actor,
            () -> {
              party.join();
              return "joined";
            });
  }

  private void leave(Actor actor) {
    Party party = party(actor);
    var unused = start(actor, () -> party.leave() ? "left" : "was not in");
  }

  private void list(Actor actor) {
    Party party = party(actor);
    var unused = start(actor, () -> "members are " + party.members());
  }

  private void size(Actor actor) {
    Party party = party(actor);
    var unused = start(actor, () -> "size is " + party.size());
  }

  private void delete(int position) {
    store().deleteMember(path(), position);
  }

  // ---- the state

  @Override
  void show(Look look) {
    Stream<Actor> actors = scene().actors().stream();
    look.add("in", actors.filter(this::isIn).map(Actor::name).toList());
    look.add("entries", stored().stream().map(PartyPlay::describe).toList());
    look.add("told", told);
  }

  private static String describe(Member member) {
    return member.identifier() + (member.live() ? "" : " dead");
  }
}
