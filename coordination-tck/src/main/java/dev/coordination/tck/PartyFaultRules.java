package dev.coordination.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.ConnectionState;
import dev.coordination.NotPermittedException;
import dev.coordination.ServiceUnavailableException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The rules PARTY under faults. */
abstract class PartyFaultRules extends PartyRules {

  // ---- the session ends, the entry is removed

  @Rule({"PARTY-04", "PARTY-05"})
  @Requires(Capability.EXPIRE_NOW)
  @Test
  void aMemberEntersAgainInTheNextSession() {
    Actor a = connect("A");
    List<Seat> seats = joined(a);
    joined(connect("B"));
    areThere("A", "B");
    renewSession(a);
    areMembers(seats);
    becomes("B", "A");
    assertTrue(entries(Kind.DEEP).get(1).live(), () -> "" + entries(Kind.DEEP));
  }

  @Rule({"PARTY-04", "PARTY-06", "PARTY-03"})
  @Requires({Capability.CUT_LINK, Capability.EXPIRE_BY_TIME, Capability.KILL})
  @Test
  void aMemberThatIsCutOffKnowsItBeforeTheOthersAndADeadOneIsListedNoMore() {
    Actor a = connect("A");
    Actor dead = connect("dead");
    List<Seat> seats = joined(a);
    joined(dead);
    List<Seat> others = joined(connect("B"));
    a.cutLink();
    dead.kill();
    areThere("A", "dead", "B");
    goesUnseen(seats);
    stage().within(session(1), () -> "" + entries(Kind.DEEP), () -> names(Kind.DEEP).size() == 1);
    others.forEach(seat -> eventuallyLists(seat, "B"));
    a.restoreLink();
    becomes("B", "A");
    areMembers(seats);
    others.forEach(seat -> eventuallyLists(seat, seat.kind().sorts() ? "A,B" : "B,A"));
  }

  @Rule({"PARTY-06", "PARTY-04"})
  @Requires(Capability.FREEZE)
  @Test
  void aMemberThatWasStoppedKnowsItOnWaking() {
    Actor a = connect("A");
    List<Seat> seats = joined(a);
    a.freeze();
    goesUnseen(seats);
    a.thaw();
    becomes("A");
    areMembers(seats);
  }

  /** Goes through the session's end in small steps: who is seen no more must know it. */
  private void goesUnseen(List<Seat> seats) {
    stage()
        .within(
            session(2).plus(stage().promptly()),
            () -> "still there: " + entries(Kind.DEEP) + entries(Kind.SHALLOW),
            () -> seats.stream().allMatch(this::isUnseen));
  }

  private boolean isUnseen(Seat seat) {
    boolean gone = !names(seat.kind()).contains("A");
    assertFalse(gone && seat.party().isMember(), () -> seat + " believes to be seen");
    return gone;
  }

  private void eventuallyLists(Seat seat, String names) {
    List<String> expected = List.of(names.split(","));
    eventually(() -> seat + " lists others than " + names, () -> seat.members().equals(expected));
  }

  @Rule({"PARTY-04", "PARTY-05", "PARTY-06"})
  @Requires(Capability.DELETE_BY_HAND)
  @Test
  void aMemberWhoseEntryIsRemovedEntersAgain() {
    Actor a = connect("A");
    List<Seat> seats = joined(a);
    joined(connect("B"));
    Arrays.stream(Kind.values()).forEach(kind -> store().deleteMember(path(kind), 0));
    becomes("B", "A");
    areMembers(seats);
    Arrays.stream(Kind.values()).forEach(kind -> store().deleteAll(path(kind)));
    for (Kind kind : Kind.values()) {
      eventually(
          () -> "not both are back: " + entries(kind),
          () -> names(kind).stream().sorted().toList().equals(List.of("A", "B")));
    }
    areMembers(seats);
    seats.forEach(seat -> assertTrue(seat.leave()));
    becomes("B");
  }

  @Rule({"PARTY-05", "PARTY-06"})
  @Requires(Capability.CUT_LINK)
  @Test
  void aBlipChangesNothing() {
    Actor a = connect("A");
    List<Seat> seats = joined(a);
    joined(connect("B"));
    List<Long> before = tokens();
    a.cutLink();
    reaches(a, ConnectionState.SUSPENDED);
    seats.forEach(seat -> assertTrue(seat.party().isMember(), seat::toString));
    a.restoreLink();
    reaches(a, ConnectionState.CONNECTED);
    settle();
    seats.forEach(seat -> assertTrue(seat.party().isMember(), seat::toString));
    assertEquals(before, tokens());
  }

  // ---- messages are lost

  @Rule({"PARTY-09", "PARTY-05"})
  @Requires({Capability.LOSE_REPLY, Capability.LOSE_REQUEST})
  @Test
  void aJoinWhoseMessageIsLostIsOneEntry() {
    Actor a = connect("A");
    joined(connect("B"));
    List<Seat> seats = seats(a);
    a.loseReplyOfWrite(1);
    seats.get(0).join();
    a.loseWrite(1);
    seats.get(1).join();
    seats.forEach(seat -> assertTrue(seat.party().isMember(), seat::toString));
    areThere("B", "A");
    never(() -> "" + entries(Kind.DEEP), () -> tokens().size() != 4);
  }

  @Rule({"PARTY-09", "PARTY-08", "PARTY-05", "PARTY-06"})
  @Requires({Capability.LOSE_REPLY, Capability.CUT_LINK, Capability.EXPIRE_NOW})
  @Test
  void aJoinOfALostSessionIsMadeInTheNext() {
    Actor a = connect("A");
    joined(connect("B"));
    Seat seat = seat(a, Kind.DEEP);
    a.cutLinkWhenItBreaks();
    a.loseReplyOfWrite(1);
    Call<@Nullable Void> join = a.startRun("joins", seat.party()::join);
    reaches(a, ConnectionState.SUSPENDED);
    assertFalse(seat.party().isMember(), "nobody has confirmed it");
    isReceivedUnlessTimeRanOut();
    a.expireNow();
    a.restoreLink();
    stage().ended(join);
    if (join.failed()) { // where time is real it may have run out
      assertInstanceOf(ServiceUnavailableException.class, join.failure());
      becomes("B");
    } else {
      becomes(Kind.DEEP, "B", "A");
      assertTrue(entries(Kind.DEEP).get(1).live(), () -> "" + entries(Kind.DEEP));
    }
  }

  private void isReceivedUnlessTimeRanOut() {
    if (harness().virtualTime()) {
      assertEquals(List.of("B", "A"), names(Kind.DEEP));
    }
  }

  @Rule("PARTY-07")
  @Requires({Capability.LOSE_REPLY, Capability.LOSE_REQUEST})
  @Test
  void aLeaveWhoseMessageIsLostTakesEffect() {
    Actor a = connect("A");
    joined(connect("B"));
    List<Seat> seats = joined(a);
    a.loseReplyOfWrite(1);
    assertTrue(seats.get(0).leave());
    becomes(Kind.DEEP, "B");
    a.loseWrite(1);
    assertTrue(seats.get(1).leave());
    becomes("B");
    seats.forEach(seat -> assertFalse(seat.party().isMember(), seat::toString));
    never(() -> "" + entries(Kind.DEEP), () -> tokens().size() != 2);
  }

  // ---- without a link

  @Rule({"PARTY-07", "PARTY-16"})
  @Requires(Capability.CUT_LINK)
  @Test
  void aLeaveWithoutALinkTakesEffectLater() {
    Actor a = connect("A");
    List<Seat> seats = joined(a);
    a.cutLink();
    for (Seat seat : seats) {
      Call<Boolean> leave = a.start("leaves", seat.party()::leave);
      stage().within(session(1.5), leave::describe, leave::isDone);
      assertTrue(leave.result());
      assertFalse(seat.party().isMember());
    }
    a.restoreLink();
    becomes();
    reaches(a, ConnectionState.CONNECTED);
    never(() -> "" + entries(Kind.DEEP), () -> !names(Kind.DEEP).isEmpty());
  }

  @Rule({"PARTY-07", "PARTY-04"})
  @Requires({Capability.CUT_LINK, Capability.EXPIRE_NOW})
  @Test
  void whoLeavesBetweenTwoSessionsStaysAway() {
    Actor a = connect("A");
    List<Seat> seats = joined(a);
    a.cutLink();
    reaches(a, ConnectionState.SUSPENDED);
    a.expireNow();
    seats.forEach(seat -> assertTrue(seat.leave()));
    seats.forEach(seat -> assertFalse(seat.leave()));
    a.restoreLink();
    becomes();
    reaches(a, ConnectionState.CONNECTED);
    never(() -> "" + entries(Kind.DEEP), () -> !names(Kind.DEEP).isEmpty());
  }

  @Rule({"PARTY-08", "PARTY-16", "ERR-03", "TIME-06"})
  @Requires(Capability.CUT_LINK)
  @Test
  void withoutALinkEveryCallFailsInTimeAndLeavesNothing() {
    Actor a = connect("A");
    List<Seat> seats = seats(a);
    a.cutLink();
    reaches(a, ConnectionState.SUSPENDED);
    List<Call<?>> calls = new ArrayList<>();
    for (Seat seat : seats) {
      calls.add(a.startRun("joins", seat.party()::join));
      calls.add(a.start("lists", seat.party()::members));
      calls.add(a.start("counts", seat.party()::size));
    }
    for (Call<?> call : calls) {
      stage().within(session(2), call::describe, call::isDone);
      assertInstanceOf(ServiceUnavailableException.class, call.failure());
    }
    a.restoreLink();
    reaches(a, ConnectionState.CONNECTED);
    never(() -> "" + entries(Kind.DEEP), () -> !tokens().isEmpty());
    seats.forEach(seat -> assertFalse(seat.party().isMember()));
    seats.forEach(seat -> assertFalse(seat.leave()));
  }

  @Rule({"PARTY-16", "PARTY-09", "TIME-06"})
  @Requires(Capability.CUT_LINK)
  @Test
  void callsSurviveABlip() {
    Actor a = connect("A");
    joined(connect("B"));
    a.cutLink();
    List<Call<?>> calls = new ArrayList<>();
    for (Seat seat : seats(a)) {
      calls.add(a.startRun("joins", seat.party()::join));
      calls.add(a.start("lists", seat.party()::members));
      calls.add(a.start("counts", seat.party()::size));
    }
    advance(session(0.05));
    a.restoreLink();
    calls.forEach(this::await);
    areThere("B", "A");
  }

  @Rule({"PARTY-08", "PARTY-07"})
  @Requires({Capability.LOSE_REPLY, Capability.CUT_LINK})
  @Test
  void aJoinThatMayHaveReachedTheStoreIsTakenBack() {
    Actor a = connect("A");
    joined(connect("B"));
    Seat seat = seat(a, Kind.DEEP);
    a.cutLinkWhenItBreaks();
    a.loseReplyOfWrite(1);
    Call<@Nullable Void> join = a.startRun("joins", seat.party()::join);
    reaches(a, ConnectionState.SUSPENDED);
    isReceivedUnlessTimeRanOut();
    boolean overtaken = seat.leave();
    Class<? extends RuntimeException> expected =
        overtaken // where time is real the join may have failed before
            ? CancellationException.class
            : ServiceUnavailableException.class;
    assertInstanceOf(expected, a.failure(join));
    assertFalse(seat.party().isMember());
    a.restoreLink();
    becomes("B");
    reaches(a, ConnectionState.CONNECTED);
    never(() -> "" + entries(Kind.DEEP), () -> names(Kind.DEEP).contains("A"));
  }

  @Rule({"PARTY-08", "PARTY-07"})
  @Requires(Capability.CUT_LINK)
  @Test
  void leavingAndClosingOvertakeAJoin() {
    Actor a = connect("A");
    List<Seat> seats = seats(a);
    a.cutLink();
    reaches(a, ConnectionState.SUSPENDED);
    for (Seat seat : seats) {
      Call<@Nullable Void> join = a.startRun("joins", seat.party()::join);
      eventually(() -> join + " does not wait", join::waits);
      assertTrue(seat.leave());
      assertInstanceOf(CancellationException.class, a.failure(join));
    }
    Call<@Nullable Void> join = a.startRun("joins", seats.get(0).party()::join);
    eventually(() -> join + " does not wait", join::waits);
    Call<@Nullable Void> close = a.startRun("closes", a.client()::close);
    assertInstanceOf(IllegalStateException.class, a.failure(join));
    stage().within(session(2), close::describe, close::isDone);
    a.restoreLink();
    becomes();
  }

  @Rule({"PARTY-08", "PARTY-16", "ERR-07"})
  @Requires(Capability.DENY_ACCESS)
  @Test
  void aRefusedJoinLeavesNothing() {
    Actor a = connect("A");
    for (Seat seat : seats(a)) {
      store().deny(path(seat.kind()));
      Call<@Nullable Void> join = a.startRun("joins", seat.party()::join);
      assertInstanceOf(NotPermittedException.class, a.failure(join));
      assertFalse(seat.party().isMember());
      assertFalse(seat.leave());
    }
    becomes();
    Seat elsewhere = seat(a, Kind.DEEP, a.client().party(path("elsewhere"))).join();
    assertEquals(List.of("A"), elsewhere.members());
  }
}
