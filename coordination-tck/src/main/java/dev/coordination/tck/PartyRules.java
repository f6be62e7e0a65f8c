package dev.coordination.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coordination.CoordinationClient;
import dev.coordination.Party;
import dev.coordination.tck.StoreInspector.Member;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** What the rules PARTY have in common. */
abstract class PartyRules extends TckTest {

  private final List<Seat> taken = new ArrayList<>();

  /** The two kinds of party. Each has a path of its own, so that a test may have both at once. */
  enum Kind {
    DEEP {
      @Override
      Party of(CoordinationClient client, String path) {
        return client.party(path);
      }
    },
    SHALLOW {
      @Override
      Party of(CoordinationClient client, String path) {
        return client.shallowParty(path);
      }
    };

    abstract Party of(CoordinationClient client, String path);

    /** Whether members are listed by their identifiers, and not in the order of joining. */
    boolean sorts() {
      return this == SHALLOW;
    }
  }

  /** One participant in a test. */
  record Seat(Actor actor, Kind kind, Party party) {

    Seat join() {
      actor.run("joins " + party.path(), party::join);
      return this;
    }

    boolean leave() {
      return actor.call("leaves " + party.path(), party::leave);
    }

    List<String> members() {
      return actor.call("lists " + party.path(), party::members);
    }

    int size() {
      return actor.call("counts " + party.path(), party::size);
    }

    @Override
    public String toString() {
      return "%s's participant of %s".formatted(actor, party.path());
    }
  }

  final String path(Kind kind) {
    return path("party-" + kind);
  }

  /** A participant that has not joined; it leaves at the end of the test. */
  final Seat seat(Actor actor, Kind kind) {
    return seat(actor, actor.client(), kind);
  }

  final Seat seat(Actor actor, CoordinationClient view, Kind kind) {
    return seat(actor, kind, kind.of(view, path(kind)));
  }

  /** A participant that is listed under another name than its client. */
  final Seat seatOf(Actor actor, String name, Kind kind) {
    return seat(actor, actor.client().withIdentifier(name), kind);
  }

  final Seat seat(Actor actor, Kind kind, Party party) {
    Seat seat = new Seat(actor, kind, party);
    taken.add(seat);
    return seat;
  }

  /** A participant of each kind, for what befalls both alike. */
  final List<Seat> seats(Actor actor) {
    return Arrays.stream(Kind.values()).map(kind -> seat(actor, kind)).toList();
  }

  /** A participant of each kind that has joined. */
  final List<Seat> joined(Actor actor) {
    List<Seat> seats = seats(actor);
    seats.forEach(Seat::join);
    return seats;
  }

  @AfterEach
  final void leave() {
    for (Seat seat : taken) {
      if (!seat.actor().dead()) {
        seat.actor().heal();
        seat.leave();
      }
    }
  }

  // ---- in the store

  final List<Member> entries(Kind kind) {
    return store().members(path(kind));
  }

  /** The identifiers in the store, in the order of joining. */
  final List<String> names(Kind kind) {
    return entries(kind).stream().map(Member::identifier).toList();
  }

  /**
   * Waits until exactly these have entries, in this order of joining, in the parties of both kinds.
   */
  final void becomes(String... names) {
    for (Kind kind : Kind.values()) {
      becomes(kind, names);
    }
  }

  final void becomes(Kind kind, String... names) {
    eventually(
        () -> "members of %s: %s".formatted(path(kind), entries(kind)),
        () -> names(kind).equals(List.of(names)));
  }

  /** Fails unless exactly these have entries now, in the parties of both kinds. */
  final void areThere(String... names) {
    for (Kind kind : Kind.values()) {
      assertEquals(List.of(names), names(kind), () -> "members of " + path(kind));
    }
  }

  /** Waits until all of them know that they are members. */
  final void areMembers(List<Seat> seats) {
    for (Seat seat : seats) {
      eventually(() -> seat + " is no member: " + entries(seat.kind()), seat.party()::isMember);
    }
  }

  final void areNoMembers(List<Seat> seats) {
    for (Seat seat : seats) {
      eventually(() -> seat + " believes to be a member", () -> !seat.party().isMember());
    }
  }

  /** The tokens of all entries, as they are now. */
  final List<Long> tokens() {
    return Arrays.stream(Kind.values())
        .flatMap(kind -> entries(kind).stream())
        .map(Member::token)
        .toList();
  }
}
