package dev.coordination.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.ConnectionState;
import dev.coordination.CoordinationClient;
import dev.coordination.Party;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules PARTY-12 and PARTY-13: waiting for members, and being told of them. */
abstract class PartyViewRules extends PartyFaultRules {

  private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

  /** Starts to wait for members, and returns when the call waits. */
  private Call<Boolean> awaits(Seat seat, int count, Duration timeout) {
    Call<Boolean> wait =
        seat.actor().start("awaits " + count, () -> seat.party().awaitMembers(count, timeout));
    eventually(() -> wait + " does not wait", wait::waits);
    return wait;
  }

  private Recorder<List<String>> follow(Seat seat) {
    Recorder<List<String>> told = new Recorder<>();
    seat.party().onMembershipChange(Runnable::run, told);
    return told;
  }

  private void isTold(Recorder<List<String>> told, String... members) {
    eventually(told::toString, () -> told.endsWith(List.of(members)));
  }

  // ---- awaitMembers

  @Rule("PARTY-12")
  @Test
  void aWaitEndsWhenEnoughAreThere() {
    Actor a = connect("A");
    Actor others = connect("others");
    for (Kind kind : Kind.values()) {
      Seat onlooker = seat(a, kind);
      assertTrue(a.call("awaits none", () -> onlooker.party().awaitMembers(0, Duration.ZERO)));
      Call<Boolean> one = awaits(onlooker, 1, FOR_EVER);
      Call<Boolean> three = awaits(onlooker, 3, session(10));
      seatOf(others, "B", kind).join();
      assertTrue(await(one));
      seatOf(others, "C", kind).join();
      settle();
      assertFalse(three.isDone(), three::describe);
      onlooker.join();
      assertTrue(await(three));
      assertTrue(a.call("awaits 2", () -> onlooker.party().awaitMembers(2, FOR_EVER)));
      becomes(kind, "B", "C", "A");
    }
  }

  @Rule({"PARTY-12", "TIME-01", "TIME-02"})
  @Test
  void aWaitEndsAtItsDeadline() {
    Actor a = connect("A");
    Seat seat = seat(a, Kind.DEEP).join();
    Duration timeout = session(0.3);
    Duration begun = stage().now();
    Call<Boolean> wait = awaits(seat, 2, timeout);
    lasts(timeout, begun, wait);
    assertFalse(await(wait));
    for (Duration none : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
      Call<Boolean> now = a.start("looks", () -> seat.party().awaitMembers(2, none));
      endsAtOnce(now);
      assertFalse(await(now));
      assertTrue(a.call("looks", () -> seat.party().awaitMembers(1, none)));
    }
  }

  @Rule({"PARTY-12", "ERR-02"})
  @Test
  void aNegativeNumberIsRefused() {
    Seat seat = seat(connect("A"), Kind.SHALLOW);
    Call<Boolean> wait =
        seat.actor().start("awaits -1", () -> seat.party().awaitMembers(-1, Duration.ZERO));
    assertInstanceOf(IllegalArgumentException.class, seat.actor().failure(wait));
  }

  @Rule({"PARTY-12", "TIME-02", "TIME-04"})
  @Requires(Capability.CUT_LINK)
  @Test
  void withoutALinkAWaitGoesOn() {
    Actor a = connect("A");
    List<Seat> seats = seats(a);
    List<Seat> others = seats(connect("B"));
    List<Call<Boolean>> waits = new ArrayList<>();
    seats.forEach(seat -> waits.add(awaits(seat, 1, session(10))));
    a.cutLink();
    reaches(a, ConnectionState.SUSPENDED);
    seats.forEach(seat -> waits.add(awaits(seat, 1, session(10))));
    Party party = seats.get(0).party();
    Call<Boolean> now = a.start("looks", () -> party.awaitMembers(1, Duration.ZERO));
    endsAtOnce(now);
    assertFalse(await(now));
    Duration begun = stage().now();
    Call<Boolean> timed = awaits(seats.get(1), 1, session(0.2));
    lasts(session(0.2), begun, timed);
    assertFalse(await(timed));
    others.forEach(Seat::join);
    settle();
    waits.forEach(wait -> assertFalse(wait.isDone(), wait::describe));
    a.restoreLink();
    waits.forEach(wait -> assertTrue(await(wait)));
  }

  @Rule({"PARTY-12", "TIME-04"})
  @Requires(Capability.EXPIRE_NOW)
  @Test
  void aWaitSurvivesTheSession() {
    Actor a = connect("A");
    List<Seat> others = seats(connect("B"));
    List<Call<Boolean>> waits =
        joined(a).stream().map(seat -> awaits(seat, 2, session(10))).toList();
    renewSession(a);
    others.forEach(Seat::join);
    waits.forEach(wait -> assertTrue(await(wait)));
  }

  @Rule({"PARTY-12", "WAIT-01", "CLIENT-05"})
  @Test
  void aWaitIsEndedByAnInterruptAndByClose() {
    Actor a = connect("A");
    Seat seat = seat(a, Kind.DEEP);
    Call<Boolean> interrupted = awaits(seat, 1, session(10));
    interrupted.interrupt();
    assertInstanceOf(InterruptedException.class, a.failure(interrupted));
    Call<Boolean> onEntry =
        a.start(
            "awaits, interrupted",
            () -> {
              Thread.currentThread().interrupt();
              return seat.party().awaitMembers(0, Duration.ZERO);
            });
    assertInstanceOf(InterruptedException.class, a.failure(onEntry));
    Call<Boolean> closed = awaits(seat, 1, session(10));
    a.run("closes", a.client()::close);
    assertInstanceOf(IllegalStateException.class, a.failure(closed));
  }

  // ---- onMembershipChange

  @Rule("PARTY-13")
  @Test
  void theAudienceSeesEveryStateThatLasts() {
    Actor audience = connect("audience");
    Actor others = connect("others");
    for (Kind kind : Kind.values()) {
      Recorder<List<String>> told = follow(seat(audience, kind));
      isTold(told);
      Seat a = seatOf(others, "A", kind).join();
      isTold(told, "A");
      Seat c = seatOf(others, "C", kind).join();
      isTold(told, "A", "C");
      Seat b = seatOf(others, "B", kind).join();
      isTold(told, kind.sorts() ? new String[] {"A", "B", "C"} : new String[] {"A", "C", "B"});
      c.leave();
      isTold(told, "A", "B");
      a.leave();
      isTold(told, "B");
      b.leave();
      isTold(told);
      assertEquals(2, told.times(List.of()), told::toString);
    }
  }

  @Rule("PARTY-13")
  @Requires({Capability.CUT_LINK, Capability.EXPIRE_NOW})
  @Test
  void theAudienceSurvivesLinkAndSession() {
    Actor audience = connect("audience");
    List<Seat> own = seats(audience);
    List<Recorder<List<String>>> told = own.stream().map(this::follow).toList();
    List<Seat> a = joined(connect("A"));
    told.forEach(listener -> isTold(listener, "A"));
    audience.cutLink();
    reaches(audience, ConnectionState.SUSPENDED);
    List<Seat> b = joined(connect("B"));
    audience.restoreLink();
    told.forEach(listener -> isTold(listener, "A", "B"));
    renewSession(audience);
    a.forEach(Seat::leave);
    told.forEach(listener -> isTold(listener, "B"));
    b.forEach(Seat::leave);
    told.forEach(this::isTold);
    own.forEach(Seat::join);
    told.forEach(listener -> isTold(listener, "audience"));
    told.forEach(one -> assertEquals(1, one.times(List.of("A", "B")), one::toString));
  }

  @Rule("PARTY-13")
  @Test
  void theAudienceIsToldTheLastOfManyChanges() {
    Recorder<List<String>> told = follow(seat(connect("audience"), Kind.DEEP));
    Actor others = connect("others");
    Seat first = seatOf(others, "first", Kind.DEEP).join();
    Seat a = seatOf(others, "A", Kind.DEEP);
    for (int i = 0; i < 10; i++) {
      a.actor().run("comes and goes", () -> comeAndGo(a.party()));
    }
    first.leave();
    a.join();
    isTold(told, "A");
  }

  private static void comeAndGo(Party party) {
    party.join();
    party.leave();
  }

  @Rule({"PARTY-13", "CLIENT-12", "CLIENT-13", "CLIENT-11"})
  @Test
  void anAudienceThatLeavesIsToldNothing() {
    Actor audience = connect("audience");
    CoordinationClient view = audience.client().withIdentifier("view");
    Recorder<List<String>> ofView = follow(seat(audience, view, Kind.DEEP));
    Seat seat = seat(audience, Kind.DEEP);
    Recorder<List<String>> ended = new Recorder<>();
    var registration = seat.party().onMembershipChange(Runnable::run, ended);
    var faulty =
        seat.party()
            .onMembershipChange(
                Runnable::run,
                members -> {
                  throw new IllegalStateException("on purpose");
                });
    Recorder<List<String>> kept = follow(seat);
    List.of(ofView, ended, kept).forEach(told -> isTold(told));
    registration.close();
    audience.run("closes the view", view::close);
    seat(connect("A"), Kind.DEEP).join();
    isTold(kept, "A");
    never(ended::toString, () -> ended.wasTold(List.of("A")) || ofView.wasTold(List.of("A")));
    faulty.close();
  }
}
