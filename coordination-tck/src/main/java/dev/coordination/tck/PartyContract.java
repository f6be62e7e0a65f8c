package dev.coordination.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.CoordinationClient;
import dev.coordination.Party;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The rules PARTY: who is there, for as long as it is. */
public abstract class PartyContract extends PartyViewRules {

  /** Every separator that our layouts know, and characters of one, two and three bytes. */
  private static final List<String> FIT_FOR_PATHS =
      List.of(
          "",
          "-",
          "a-b-c",
          "--",
          ".",
          "..",
          "a__party__b",
          "x__lock__0000000001",
          "\u00e9\u4e2d\u0644",
          "a b",
          "A");

  /** What no path may hold. */
  private static final List<String> UNFIT_FOR_PATHS =
      List.of("/", "a/b", "\u0000", "a\u001f", "\u007f", "\ud83d\ude80", "\ufffd");

  /** For subclasses. */
  protected PartyContract() {}

  @Rule("PARTY-01")
  @Test
  void oneObjectIsOneParticipant() {
    Actor a = connect("A");
    List<Seat> first = seats(a);
    List<Seat> second = seats(a);
    areThere();
    first.forEach(Seat::join);
    areThere("A");
    areMembers(first);
    second.forEach(seat -> assertFalse(seat.party().isMember(), seat::toString));
    second.forEach(seat -> assertFalse(seat.leave(), seat::toString));
    areThere("A");
    second.forEach(Seat::join);
    joined(connect("A"));
    areThere("A", "A", "A");
    first.forEach(seat -> assertEquals(List.of("A", "A", "A"), seat.members()));
    first.forEach(seat -> assertTrue(seat.leave()));
    areThere("A", "A");
    areMembers(second);
    assertEquals(path(Kind.DEEP), first.get(0).party().path());
  }

  @Rule("PARTY-02")
  @Test
  void joiningTwiceIsOneEntry() {
    Actor a = connect("A");
    for (Seat seat : seats(a)) {
      List<Call<@Nullable Void>> joins =
          IntStream.range(0, 4).mapToObj(i -> a.startRun("joins", seat.party()::join)).toList();
      joins.forEach(this::await);
      seat.join();
      assertTrue(seat.party().isMember());
    }
    areThere("A");
  }

  @Rule({"PARTY-03", "PARTY-07"})
  @Test
  void whoHasJoinedIsListedUntilItLeaves() {
    List<Seat> onlookers = seats(connect("onlooker"));
    Actor a = connect("A");
    Actor b = connect("B");
    List<Seat> first = seats(a);
    onlookers.forEach(seat -> assertEquals(List.of(), seat.members()));
    for (Seat seat : first) {
      assertFalse(seat.leave(), "there is nothing to leave");
      assertFalse(seat.party().isMember());
      seat.join();
      assertEquals(List.of("A"), seat.members(), "what the client itself has done");
      assertEquals(1, seat.size());
    }
    List<Seat> second = joined(b);
    onlookers.forEach(seat -> lists(seat, List.of("A", "B")));
    for (Seat seat : first) {
      assertTrue(seat.leave());
      assertFalse(seat.party().isMember());
      assertEquals(List.of("B"), seat.members(), "what the client itself has done");
      assertFalse(seat.leave(), "it has left");
    }
    areThere("B");
    onlookers.forEach(seat -> lists(seat, List.of("B")));
    first.forEach(Seat::join);
    areThere("B", "A");
    areMembers(second);
    onlookers.forEach(seat -> assertFalse(seat.party().isMember(), "it only looks on"));
  }

  private void lists(Seat seat, List<String> names) {
    eventually(() -> seat + " does not list " + names, () -> seat.members().equals(names));
  }

  @Rule("PARTY-10")
  @Test
  void membersAreListedInTheirOrder() {
    Actor a = connect("A");
    Actor b = connect("B");
    List<String> names = List.of("C", "A", "D", "B");
    for (Kind kind : Kind.values()) {
      Seat onlooker = seat(b, kind);
      List<Seat> seats = names.stream().map(name -> seatOf(a, name, kind).join()).toList();
      lists(onlooker, (kind.sorts() ? names.stream().sorted() : names.stream()).toList());
      seats.get(1).leave();
      seats.get(1).join();
      lists(onlooker, List.of((kind.sorts() ? "A B C D" : "C D B A").split(" ")));
      assertEquals(4, onlooker.size());
    }
  }

  @Rule("PARTY-10")
  @Test
  void oneWhoVanishesMeanwhileIsLeftOut() {
    Actor a = connect("A");
    Actor b = connect("B");
    for (Seat seat : joined(a)) {
      Seat other = seat(b, seat.kind());
      Call<@Nullable Void> churn =
          b.startRun(
              "comes and goes",
              () -> {
                for (int i = 0; i < 50; i++) {
                  other.party().join();
                  other.party().leave();
                }
              });
      Call<List<List<String>>> lists =
          a.start("lists", () -> Stream.generate(seat.party()::members).limit(50).toList());
      for (List<String> list : await(lists)) {
        assertTrue(list.equals(List.of("A")) || list.equals(List.of("A", "B")), list::toString);
      }
      await(churn);
    }
  }

  @Rule("PARTY-10")
  @Test
  void manyMembersAreListed() {
    Actor a = connect("A");
    List<String> names = IntStream.range(0, 300).mapToObj("%03d"::formatted).toList();
    for (Kind kind : Kind.values()) {
      List<CoordinationClient> views =
          names.stream().map(name -> a.client().withIdentifier(name)).toList();
      a.run("joins 300", () -> views.forEach(view -> kind.of(view, path(kind)).join()));
      Seat seat = seat(connect("B"), kind);
      assertEquals(names, seat.members());
      assertEquals(300, seat.size());
      a.run("closes the views", () -> views.forEach(CoordinationClient::close));
      becomes(kind);
    }
  }

  // ---- identifiers

  @Rule({"PARTY-11", "CLIENT-01"})
  @Test
  void identifiersAreListedAsTheyAre() {
    Actor a = connect("A");
    for (Kind kind : Kind.values()) {
      List<String> identifiers = new ArrayList<>(FIT_FOR_PATHS);
      if (kind == Kind.DEEP) {
        identifiers.addAll(UNFIT_FOR_PATHS);
      }
      identifiers.forEach(name -> seat(a, a.client().withIdentifier(name), kind).join());
      List<String> expected = kind.sorts() ? identifiers.stream().sorted().toList() : identifiers;
      assertEquals(expected, seat(a, kind).members());
    }
  }

  @Rule("PARTY-11")
  @Test
  void identifiersThatNoPathMayHoldAreRefused() {
    Actor a = connect("A");
    for (String unfit : UNFIT_FOR_PATHS) {
      CoordinationClient view = a.client().withIdentifier(unfit);
      assertThrows(IllegalArgumentException.class, () -> view.shallowParty(path(Kind.SHALLOW)));
      assertEquals(path(Kind.DEEP), view.party(path(Kind.DEEP)).path());
    }
  }

  // ---- others in the directory

  @Rule({"PARTY-14", "ERR-06"})
  @Test
  void foreignEntriesAreNoMembers() {
    Actor a = connect("A");
    List<Seat> seats = joined(a);
    for (Seat seat : seats) {
      store().addForeign(path(seat.kind()), "readme");
      store().addForeign(path(seat.kind()), "a-b");
      store().addForeign(path(seat.kind()), "x__lock__0000000001");
      assertEquals(List.of("A"), seat.members());
      assertEquals(1, seat.size());
      assertFalse(
          a.call("looks", () -> seat.party().awaitMembers(2, Duration.ZERO)), seat::toString);
      assertTrue(seat.leave());
      assertTrue(store().read(path(seat.kind()) + "/readme").isPresent());
    }
  }

  @Rule("PARTY-14")
  @Test
  void theTwoKindsDoNotMeet() {
    Actor a = connect("A");
    Actor b = connect("B");
    Seat deep = seat(a, Kind.DEEP, a.client().party(path("one"))).join();
    CoordinationClient odd = b.client().withIdentifier("a__party__b");
    Seat shallow = seat(b, Kind.SHALLOW, odd.shallowParty(path("one"))).join();
    assertEquals(List.of("A"), deep.members());
    assertEquals(List.of("a__party__b"), shallow.members());
    assertEquals(1, deep.size());
    assertEquals(1, shallow.size());
  }

  // ---- the end

  @Rule({"PARTY-15", "CLIENT-03", "CLIENT-04", "PARTY-07"})
  @Test
  void closingLeaves() {
    Actor a = connect("A");
    CoordinationClient view = a.client().withIdentifier("view");
    CoordinationClient inner = view.withNamespace("/x").withIdentifier("inner");
    List<Seat> kept = joined(a);
    List<Seat> gone = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      gone.add(seat(a, view, kind).join());
    }
    seat(a, Kind.DEEP, inner.party("/y")).join();
    areThere("A", "view");
    a.run("closes the view", view::close);
    areThere("A");
    areMembers(kept);
    for (Seat seat : gone) {
      assertFalse(seat.party().isMember());
      assertFalse(seat.leave());
      assertInstanceOf(
          IllegalStateException.class, a.fails("joins when closed", seat.party()::join));
    }
    a.run("closes", a.client()::close);
    areThere();
    assertFalse(kept.get(0).party().isMember());
  }

  @Rule({"CLIENT-08", "ERR-02"})
  @Test
  void aClosedClientRefusesUse() {
    Actor a = connect("A");
    Party party = seat(a, Kind.DEEP).party();
    a.run("closes", a.client()::close);
    List<Runnable> calls =
        List.of(
            () -> a.client().party("/a"),
            () -> a.client().shallowParty("/a"),
            party::join,
            party::members,
            party::size,
            () -> party.onMembershipChange(Runnable::run, new Recorder<>()));
    for (Runnable call : calls) {
      assertInstanceOf(IllegalStateException.class, a.fails("uses a closed client", call));
    }
    Call<Boolean> wait = a.start("awaits", () -> party.awaitMembers(1, Duration.ofSeconds(1)));
    assertInstanceOf(IllegalStateException.class, a.failure(wait));
    assertEquals(path(Kind.DEEP), party.path());
  }

  @Rule({"ERR-02", "PATH-01"})
  @Test
  void misuseIsRefused() {
    CoordinationClient client = connect("A").client();
    Party party = client.party(path(Kind.DEEP));
    Consumer<List<String>> listener = members -> {};
    List<Executable> nulls =
        List.of(
            () -> client.party(none()),
            () -> client.shallowParty(none()),
            () -> party.awaitMembers(1, none()),
            () -> party.onMembershipChange(none(), listener),
            () -> party.onMembershipChange(Runnable::run, none()));
    nulls.forEach(call -> assertThrows(NullPointerException.class, call));
    for (String path : List.of("", "a", "/", "/a/", "/a//b", "/zookeeper/a")) {
      assertThrows(IllegalArgumentException.class, () -> client.party(path));
      assertThrows(IllegalArgumentException.class, () -> client.shallowParty(path));
    }
  }

  @Rule({"PARTY-16", "WAIT-02"})
  @Test
  void callsThatWaitForTheStoreKeepTheInterrupt() {
    Actor a = connect("A");
    for (Seat seat : seats(a)) {
      Party party = seat.party();
      Call<Boolean> call =
          a.start(
              "is interrupted all the time",
              () -> {
                Thread.currentThread().interrupt();
                party.join();
                assertEquals(List.of("A"), party.members());
                assertEquals(1, party.size());
                assertTrue(party.leave());
                return Thread.currentThread().isInterrupted();
              });
      assertTrue(await(call));
    }
    areThere();
  }
}
