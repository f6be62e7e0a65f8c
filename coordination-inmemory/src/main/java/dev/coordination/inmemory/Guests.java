package dev.coordination.inmemory;

import dev.coordination.CoordinationException;
import dev.coordination.HoldLostException;
import dev.coordination.support.BarrierWait;
import dev.coordination.support.Scope;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * At which double barriers one client wants to be, and of which of its guests the store has still
 * to hear that they have gone. As {@link Wishes} does for its candidates, it compares at each
 * reconnection what it wants with what the store has.
 *
 * <p>Under the space's monitor, all of it.
 */
final class Guests {

  private final Space space;
  private final Connection connection;
  private final Set<Guest> wanted = new LinkedHashSet<>();
  private final Set<Guest> going = new LinkedHashSet<>();

  Guests(Space space, Connection connection) {
    this.space = space;
    this.connection = connection;
  }

  void enter(Guest guest, BarrierWait wait) {
    guest.entering = wait;
    want(guest, wait);
  }

  void leave(Guest guest, BarrierWait wait) {
    guest.leaving = wait;
    want(guest, wait);
  }

  private void want(Guest guest, BarrierWait wait) {
    if (connection.isClosed()) {
      space.later(() -> wait.fail(Scope.closedException()));
      return;
    }
    wanted.add(guest);
    if (connection.isReachable()) {
      var unused = catchUp(guest);
    }
  }

  /** The time is over. What the client cannot be told any more it does not know. */
  void giveUp(Guest guest) {
    BarrierWait wait = guest.entering != null ? guest.entering : guest.leaving;
    if (wait != null && wanted.contains(guest)) {
      abandon(guest);
      space.later(wait::refuse);
    }
  }

  /** Nobody waits for it any more; who has entered stays. */
  void withdraw(Guest guest) {
    if (guest.entering != null || guest.leaving != null) {
      abandon(guest);
    }
  }

  /** Takes a guest out of the store, now or as soon as that is reached. */
  void abandon(Guest guest) {
    wanted.remove(guest);
    guest.entering = null;
    guest.leaving = null;
    if (isThere(guest) && !remove(guest)) {
      going.add(guest);
    }
  }

  /** It was let in, or all of its generation have left. */
  void stirred(Guest guest) {
    if (connection.isReachable() && wanted.contains(guest)) {
      tell(guest);
    }
  }

  void removedByHand(Guest guest) {
    if (connection.isReachable() && wanted.contains(guest)) {
      var unused = catchUp(guest);
    }
  }

  // ---- the end of a session, and the beginning of another

  /** What was to go has gone with its session. */
  void sessionEnded() {
    going.clear();
  }

  /** Does what is due; false if the link broke. */
  boolean catchUp() {
    for (Guest guest : List.copyOf(going)) {
      if (!remove(guest)) {
        return false;
      }
      going.remove(guest);
    }
    return List.copyOf(wanted).stream().allMatch(this::catchUp);
  }

  private boolean catchUp(Guest guest) {
    boolean answered = guest.entering != null ? come(guest) : go(guest);
    if (answered) {
      tell(guest);
    }
    return answered;
  }

  /** Comes, if it is not there; false if the link broke. */
  private boolean come(Guest guest) {
    if (isThere(guest)) {
      return true;
    }
    guest.session = connection.session();
    try {
      space.checkPermitted(guest.path());
      space.doubleBarriers().check(guest.path(), space.read(guest.path()));
    } catch (CoordinationException denied) {
      settle(guest, guest.entering, wait -> wait.fail(denied));
      return true;
    }
    return connection.transmit(() -> space.doubleBarriers().come(guest));
  }

  /** Leaves, if it has not; false if the link broke. */
  private boolean go(Guest guest) {
    Generation generation = guest.generation;
    boolean lost = generation != null && !guest.standing && !guest.gone;
    if (lost) {
      settle(guest, guest.leaving, wait -> wait.fail(lostException(guest)));
      return true;
    }
    return guest.gone || remove(guest);
  }

  private static HoldLostException lostException(Guest guest) {
    return new HoldLostException(
        "the place at %s was lost before it was left".formatted(guest.path()));
  }

  /** Tells what has become of a guest, if it is what is waited for. */
  private void tell(Guest guest) {
    Generation generation = guest.generation;
    if (generation != null && guest.entering != null && guest.standing) {
      settle(guest, guest.entering, BarrierWait::pass);
    } else if (generation != null && guest.gone && generation.isOver()) {
      settle(guest, guest.leaving, BarrierWait::pass);
    }
  }

  private void settle(Guest guest, @Nullable BarrierWait wait, Consumer<BarrierWait> outcome) {
    wanted.remove(guest);
    guest.entering = null;
    guest.leaving = null;
    if (wait != null) {
      space.later(() -> outcome.accept(wait));
    }
  }

  private boolean isThere(Guest guest) {
    return guest.standing && guest.session == connection.session();
  }

  /** Takes a guest out; false if that is to be tried again. */
  private boolean remove(Guest guest) {
    return connection.isReachable()
        && (!guest.standing
            || connection.transmit(
                () -> {
                  guest.gone = true;
                  space.doubleBarriers().go(guest);
                }));
  }

  void close() {
    for (Guest guest : List.copyOf(wanted)) {
      BarrierWait wait = guest.entering != null ? guest.entering : guest.leaving;
      settle(guest, wait, one -> one.fail(Scope.closedException()));
    }
    going.clear();
  }
}
