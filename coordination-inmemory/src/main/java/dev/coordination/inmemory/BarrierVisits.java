package dev.coordination.inmemory;

import dev.coordination.CoordinationException;
import dev.coordination.support.Scope;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * At which barriers one client wants to wait, and which of its waits are to be taken out. As {@link
 * Wishes} does for its candidates, it compares at each reconnection what it wants with what the
 * store has: a wait whose barrier has opened passes, and one that the store does not know, or knew
 * in a session that has ended, comes anew.
 *
 * <p>Under the space's monitor, all of it.
 */
final class BarrierVisits {

  private final Space space;
  private final Connection connection;
  private final Set<BarrierVisit> wanted = new LinkedHashSet<>();
  private final Set<BarrierVisit> leaving = new LinkedHashSet<>();

  BarrierVisits(Space space, Connection connection) {
    this.space = space;
    this.connection = connection;
  }

  void begin(BarrierVisit visit) {
    if (connection.isClosed()) {
      space.later(() -> visit.outcome().fail(Scope.closedException()));
      return;
    }
    wanted.add(visit);
    if (connection.isReachable()) {
      var unused = catchUp(visit);
    }
  }

  /** The time is over. What the client cannot be told any more it does not know. */
  void giveUp(BarrierVisit visit) {
    if (wanted.contains(visit)) {
      withdraw(visit);
      space.later(visit.outcome()::refuse);
    }
  }

  void withdraw(BarrierVisit visit) {
    if (wanted.remove(visit) && visit.arrived && !remove(visit)) {
      leaving.add(visit);
    }
  }

  /** A barrier has opened: its visitors pass if they can hear of it, else when they are back. */
  void opened(BarrierVisit visit) {
    if (connection.isReachable()) {
      pass(visit);
    }
  }

  private void pass(BarrierVisit visit) {
    if (wanted.remove(visit)) {
      space.later(visit.outcome()::pass);
    }
  }

  // ---- the end of a session, and the beginning of another

  /** What was to leave has gone with its session. */
  void sessionEnded() {
    leaving.forEach(space.barriers()::leave);
    leaving.clear();
  }

  /** Does what is due; false if the link broke. */
  boolean catchUp() {
    for (BarrierVisit visit : List.copyOf(leaving)) {
      if (!remove(visit)) {
        return false;
      }
      leaving.remove(visit);
    }
    return List.copyOf(wanted).stream().allMatch(this::catchUp);
  }

  private boolean catchUp(BarrierVisit visit) {
    boolean answered = stands(visit) || visit.opened || come(visit);
    if (visit.opened && connection.isReachable()) {
      pass(visit);
    }
    return answered;
  }

  private boolean stands(BarrierVisit visit) {
    return visit.arrived && visit.session == connection.session();
  }

  /** Comes to the barrier; false if the link broke. To wait without counting is only to look. */
  private boolean come(BarrierVisit visit) {
    visit.session = connection.session();
    if (visit.parties() == 0) {
      space.barriers().arrive(visit);
      return true;
    }
    try {
      space.checkPermitted(visit.path());
    } catch (CoordinationException denied) {
      wanted.remove(visit);
      space.later(() -> visit.outcome().fail(denied));
      return true;
    }
    return connection.transmit(() -> space.barriers().arrive(visit));
  }

  /** Takes a wait out; false if that is to be tried again. */
  private boolean remove(BarrierVisit visit) {
    if (visit.parties() == 0) {
      space.barriers().leave(visit);
      return true;
    }
    return connection.isReachable()
        && (!visit.arrived || connection.transmit(() -> space.barriers().leave(visit)));
  }

  void close() {
    for (BarrierVisit visit : wanted) {
      space.barriers().leave(visit);
      space.later(() -> visit.outcome().fail(Scope.closedException()));
    }
    wanted.clear();
    leaving.forEach(space.barriers()::leave);
    leaving.clear();
  }
}
