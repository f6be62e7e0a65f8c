package dev.coordination.inmemory;

import dev.coordination.CoordinationException;
import dev.coordination.support.Scope;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Of which parties one client wants to be a member, which entries it wants removed, and which
 * parties it follows. As {@link Wishes} does for its candidates, it compares at each reconnection
 * what it wants with what the store has: an entry that is missing is made anew, and one that was
 * received though no reply came is found again.
 *
 * <p>Under the space's monitor, all of it.
 */
final class Memberships {

  private final Space space;
  private final Connection connection;
  private final Set<Attendance> leaving = new LinkedHashSet<>();
  private final Set<Membership> wanted = new LinkedHashSet<>();
  private final Set<RollWatch> watches = new LinkedHashSet<>();

  Memberships(Space space, Connection connection) {
    this.space = space;
    this.connection = connection;
  }

  /** Has a member enter, and keeps it in the party until {@link #leave}. */
  void join(Membership member) {
    if (connection.isClosed()) {
      refuse(member, Scope.closedException());
      return;
    }
    if (member.left) {
      return;
    }
    wanted.add(member);
    if (connection.isReachable()) {
      var unused = enter(member);
    }
  }

  /** Takes a member's entry out of the party, now or as soon as the store is reached. */
  void leave(Membership member) {
    member.left = true;
    wanted.remove(member);
    member.doubt();
    Attendance entry = member.entry;
    if (entry != null && entry.session == connection.session() && !remove(entry)) {
      leaving.add(entry);
    }
  }

  /** Somebody else removed an entry from the store. */
  void removedByHand(Attendance entry) {
    Membership member = entry.member;
    if (connection.isReachable() && wanted.contains(member) && member.entry == entry) {
      var unused = catchUp(member);
    }
  }

  void watch(RollWatch watch) {
    if (!connection.isClosed() && !watch.isClosed()) {
      watches.add(watch);
      space.parties().addWatch(watch);
      watch.look();
    }
  }

  void unwatch(RollWatch watch) {
    watches.remove(watch);
    space.parties().removeWatch(watch);
  }

  // ---- the end of a session, and the beginning of another

  void sessionEnded() {
    leaving.clear();
  }

  /** Does what is due; false if the link broke. */
  boolean catchUp() {
    watches.forEach(RollWatch::look);
    return removeLeaving() && List.copyOf(wanted).stream().allMatch(this::catchUp);
  }

  private boolean removeLeaving() {
    for (Attendance entry : List.copyOf(leaving)) {
      if (!remove(entry)) {
        return false;
      }
      leaving.remove(entry);
    }
    return true;
  }

  private boolean catchUp(Membership member) {
    Attendance entry = member.entry;
    if (entry == null || !entry.standing) {
      return enter(member);
    }
    confirm(member);
    return true;
  }

  void close() {
    leaving.clear();
    wanted.forEach(Membership::doubt);
    wanted.clear();
    watches.forEach(space.parties()::removeWatch);
    watches.clear();
  }

  // ---- one entry

  /** Makes an entry; false if the link broke. */
  private boolean enter(Membership member) {
    member.doubt();
    try {
      space.checkPermitted(member.place().path());
    } catch (CoordinationException denied) {
      refuse(member, denied);
      return true;
    }
    Attendance entry = new Attendance(connection.session(), member, this);
    member.entry = entry;
    boolean answered = connection.transmit(() -> space.parties().add(entry));
    if (answered) {
      confirm(member);
    }
    return answered;
  }

  private void confirm(Membership member) {
    boolean news = !member.isConfirmed();
    member.confirm(connection.contact());
    if (news) {
      space.later(member.owner()::entered);
    }
  }

  private void refuse(Membership member, RuntimeException why) {
    space.later(() -> member.owner().refused(why));
  }

  /** Removes an entry; false if that is to be tried again. */
  private boolean remove(Attendance entry) {
    return connection.isReachable()
        && (!entry.standing || connection.transmit(() -> space.parties().remove(entry)));
  }
}
