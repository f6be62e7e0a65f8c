package dev.coordination.inmemory;

import dev.coordination.ConnectionState;
import dev.coordination.support.AbstractHold;
import dev.coordination.support.Deadline;
import dev.coordination.support.Listeners;
import dev.coordination.support.Scheduler.Timer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * How one client stands to the store: its link, its process, its session, and what it believes of
 * that session.
 *
 * <p>The store hears of the client while the link is up and the process runs. From the instant at
 * which either stops, the store's clock for the session runs, and the client's own reckoning with
 * it. When both are back the client is in its session again, or learns that it has ended and gets
 * another; then it {@linkplain Wishes#catchUp catches up}.
 *
 * <p>Under the space's monitor, all of it.
 */
final class Connection {

  private final Space space;
  private final ClientProcess process;
  private final Duration sessionTimeout;
  private final Link link = new Link();
  private final Wishes wishes;
  private final Listeners<ConnectionState> states =
      new Listeners<>(
          ConnectionState.CONNECTED,
          state -> state == ConnectionState.CLOSED,
          task -> process().execute(task));

  private Session session;
  private Contact contact;
  private @Nullable Timer deadline;
  private boolean closed;

  Connection(Space space, ClientProcess process, Duration sessionTimeout) {
    this.space = space;
    this.process = process;
    this.sessionTimeout = sessionTimeout;
    this.session = new Session();
    this.contact = new Contact(space.clock(), sessionTimeout);
    this.wishes = new Wishes(space, this);
  }

  Space space() {
    return space;
  }

  ClientProcess process() {
    return process;
  }

  Wishes wishes() {
    return wishes;
  }

  Listeners<ConnectionState> states() {
    return states;
  }

  Session session() {
    return session;
  }

  Contact contact() {
    return contact;
  }

  boolean isClosed() {
    return closed;
  }

  boolean isReachable() {
    return !closed && isLinked();
  }

  /** Whether what is sent would arrive. */
  boolean isLinked() {
    return link.isUp() && process.isRunning();
  }

  /** Sends a write to the store; false if no reply came because the link broke. */
  boolean transmit(Runnable write) {
    Link.Fault fault = link.nextWrite();
    if (fault != null) {
      breakLink();
    }
    if (fault != Link.Fault.REQUEST_LOST) {
      write.run();
    }
    return fault == null;
  }

  // ---- what befalls it

  void cut() {
    link.setCut(true);
    lostContact();
  }

  void restore() {
    link.setCut(false);
    regainedContact();
  }

  void cutWhenItBreaks() {
    link.stayBroken();
  }

  void ambush(Link.Fault fault, int n) {
    link.ambush(fault, n);
  }

  void freeze() {
    process.freeze();
    lostContact();
  }

  /** What the process held up is to be run afterwards, not under the monitor. */
  void thaw() {
    process.thaw();
    if (link.isUp()) {
      regainedContact();
    } else {
      noticeBreak();
    }
  }

  void kill() {
    process.kill();
    lostContact();
  }

  /** Ends the session at the store, now. */
  void expire() {
    if (isReachable()) {
      renewSession();
      wishes.catchUp();
    } else {
      space.end(session);
    }
  }

  /** The link breaks by itself; the client connects anew as soon as it has noticed. */
  private void breakLink() {
    link.setBroken(true);
    lostContact();
    space.later(() -> space.transact(this::relink));
  }

  private void relink() {
    link.setBroken(false);
    regainedContact();
  }

  /** A store that starts gives every session its whole time anew. */
  void storeRestarted() {
    if (!contact.isStopped()) {
      breakLink();
    } else if (!session.ended) {
      space.startExpiry(session, sessionTimeout);
    }
  }

  /** How long the store will wait for a client that is cut off; zero if its session has ended. */
  Duration untilExpiry() {
    Deadline expiry = session.expiry;
    return expiry == null ? Duration.ZERO : expiry.remaining(space.clock());
  }

  CompletableFuture<@Nullable Void> endOfSession() {
    return session.end;
  }

  // ---- contact

  private void lostContact() {
    if (!contact.isStopped() && !closed) {
      contact.stop();
      space.startExpiry(session, sessionTimeout);
      deadline = process.schedule(Duration.ofNanos(contact.remainingNanos()), this::tellHolds);
    }
    if (process.isRunning()) {
      noticeBreak();
    }
  }

  private void noticeBreak() {
    contact.suspend();
    tell(ConnectionState.SUSPENDED);
    space.later(this::tellHolds);
  }

  private void regainedContact() {
    if (!isReachable() || !contact.isStopped()) {
      return;
    }
    cancelDeadline();
    if (session.isOver(space.clock())) {
      renewSession();
    } else {
      continueSession();
    }
    wishes.catchUp();
  }

  private void continueSession() {
    session.cancelExpiry();
    if (contact.remainingNanos() > 0) {
      contact.resume();
      space.later(this::tellHolds);
    } else {
      beginContact();
    }
    tell(ConnectionState.CONNECTED);
  }

  /** The client learns that its session has ended, and gets another one. */
  private void renewSession() {
    beginContact();
    space.end(session);
    wishes.sessionEnded();
    tell(ConnectionState.LOST);
    session = new Session();
    tell(ConnectionState.CONNECTED);
  }

  /** Whatever relied on the former contact is over. */
  private void beginContact() {
    contact.end();
    contact = new Contact(space.clock(), sessionTimeout);
    wishes.loseHolds();
  }

  void close() {
    if (closed) {
      return;
    }
    boolean reachable = isReachable();
    closed = true;
    cancelDeadline();
    if (reachable) {
      space.end(session);
    }
    wishes.close();
    tell(ConnectionState.CLOSED);
  }

  private void cancelDeadline() {
    if (deadline != null) {
      deadline.cancel();
      deadline = null;
    }
  }

  private void tell(ConnectionState state) {
    states.enqueue(() -> state);
    space.later(states::deliver);
  }

  /** Lets every hold look at its state. Not under the monitor. */
  private void tellHolds() {
    space.transact(wishes::holds).forEach(AbstractHold::refresh);
  }
}
