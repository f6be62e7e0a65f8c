package dev.coordination.inmemory;

import dev.coordination.CoordinationException;
import dev.coordination.support.AbstractClaimedItem;
import dev.coordination.support.AbstractHold;
import dev.coordination.support.Scope;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What one client wants of the store: contenders that are to be removed, candidates that are to
 * stand in line, calls that wait for an answer, takers of queues, watches.
 *
 * <p>The client keeps what it wants, not what it has sent. While it can be reached it carries out
 * each wish in the transaction that brings it. While it is cut off it keeps the wish, and when it
 * is back it compares what it wants with what the store has:
 *
 * <ol>
 *   <li>contenders that are to be removed and still stand are removed, before anything new is sent;
 *   <li>candidates that do not stand (never received, removed by hand, or died with their session)
 *       are put at the end of the line, in the order in which they were wished; one that stands,
 *       received though no reply came, keeps its place, and is granted if its turn has come;
 *   <li>a hold whose contender does not stand is lost;
 *   <li>calls are sent; one whose write is found to be the last of the session has its answer;
 *   <li>takers look what there is.
 * </ol>
 *
 * <p>So a lost request, a lost reply and a short break are one case. When the session has ended,
 * holds are lost and writes that were sent are reported as unknown first; the rest is the same.
 *
 * <p>Under the space's monitor, all of it.
 */
final class Wishes {

  private final Space space;
  private final Connection connection;
  private final Set<Contender> leaving = new LinkedHashSet<>();
  private final Set<Candidate<?>> candidates = new LinkedHashSet<>();
  private final Set<Call<?>> calls = new LinkedHashSet<>();
  private final Map<Place, Takers> takers = new LinkedHashMap<>();
  private final Set<LeaderWatch> watches = new LinkedHashSet<>();
  private final Memberships memberships;
  private final BarrierVisits visits;
  private final Guests guests;

  Wishes(Space space, Connection connection) {
    this.space = space;
    this.connection = connection;
    this.memberships = new Memberships(space, connection);
    this.visits = new BarrierVisits(space, connection);
    this.guests = new Guests(space, connection);
  }

  /** {@return at which barriers the client waits} */
  BarrierVisits visits() {
    return visits;
  }

  /** {@return at which double barriers the client is} */
  Guests guests() {
    return guests;
  }

  /** {@return of which parties the client is to be a member} */
  Memberships memberships() {
    return memberships;
  }

  // ---- standing in line

  void stand(Candidate<?> candidate) {
    if (connection.isClosed()) {
      refuse(candidate, Scope.closedException());
    } else if (!candidate.isPatient() && connection.contact().isSuspended()) {
      refuse(candidate, candidate.unavailable());
    } else {
      candidates.add(candidate);
      if (connection.isReachable()) {
        var unused = place(candidate);
      }
    }
  }

  /** Sends a candidate that does not stand; false if the link broke. */
  private boolean place(Candidate<?> candidate) {
    try {
      candidate.check(space);
    } catch (CoordinationException denied) {
      refuse(candidate, denied);
      return true;
    }
    if (!candidate.isPatient() && !space.isOpenTo(candidate)) {
      drop(candidate);
      space.later(candidate.acquisition()::refuse);
      return true;
    }
    Contender contender = new Contender(connection.session(), this, candidate);
    candidate.contender = contender;
    return connection.transmit(() -> candidate.enter(contender, space));
  }

  /** The store tells that a contender's turn has come. */
  void turnOf(Contender contender) {
    Candidate<?> candidate = contender.candidate;
    if (connection.isReachable() && candidate.isWaiting() && candidate.contender == contender) {
      contender.granted = true;
      candidate.grant(contender, connection);
    }
  }

  /** Somebody else removed a contender from the store. */
  void removedByHand(Contender contender) {
    Candidate<?> candidate = contender.candidate;
    if (connection.isReachable() && !candidate.gone && candidate.contender == contender) {
      var unused = catchUp(candidate);
    }
  }

  void leave(Candidate<?> candidate) {
    drop(candidate);
    Contender contender = candidate.contender;
    if (contender != null && contender.session == connection.session() && !remove(contender)) {
      leaving.add(contender);
    }
  }

  /** Removes a contender; false if that is to be tried again. */
  private boolean remove(Contender contender) {
    return connection.isReachable()
        && (!contender.standing || connection.transmit(() -> space.remove(contender)));
  }

  private void refuse(Candidate<?> candidate, RuntimeException why) {
    drop(candidate);
    space.later(() -> candidate.acquisition().fail(why));
  }

  /** Has done with a candidate. */
  void drop(Candidate<?> candidate) {
    candidate.gone = true;
    candidates.remove(candidate);
  }

  // ---- holds

  List<? extends AbstractHold> holds() {
    return candidates.stream().map(Candidate::hold).filter(Objects::nonNull).toList();
  }

  void loseHolds() {
    holds().forEach(this::lose);
  }

  private void lose(AbstractHold hold) {
    space.later(hold::lose);
  }

  // ---- calls

  void ask(Call<?> call) {
    if (connection.isClosed()) {
      space.later(() -> call.fail(Scope.closedException()));
      return;
    }
    calls.add(call);
    if (connection.isReachable()) {
      var unused = send(call);
    }
  }

  /** Sends a call, or finds that it was received; false if the link broke. */
  private boolean send(Call<?> call) {
    if (connection.session().lastWrite != call && !sendAnew(call)) {
      return false;
    }
    calls.remove(call);
    space.later(call::deliver);
    return true;
  }

  private boolean sendAnew(Call<?> call) {
    Runnable write = call.decide(space);
    call.sent = write != null;
    return write == null || connection.transmit(() -> apply(call, write));
  }

  private void apply(Call<?> call, Runnable write) {
    write.run();
    connection.session().lastWrite = call;
  }

  void giveUp(Call<?> call, String why) {
    if (calls.remove(call)) {
      RuntimeException failure = call.unanswered(why);
      space.later(() -> call.fail(failure));
    }
  }

  private void giveUpAll(Predicate<Call<?>> which, String why) {
    calls.stream().filter(which).toList().forEach(call -> giveUp(call, why));
  }

  // ---- taking

  void seek(Search search) {
    if (connection.isClosed()) {
      space.later(() -> search.fail(Scope.closedException()));
    } else if (!search.isPatient() && connection.contact().isSuspended()) {
      space.later(() -> search.fail(search.unavailable()));
    } else {
      withTakers(search.place(), some -> some.seek(search));
    }
  }

  /** Does something for the takers at a place, which are known as long as there are any. */
  void withTakers(Place place, Consumer<Takers> action) {
    Takers some = takers.computeIfAbsent(place, p -> space.queues().newTakers(p, connection));
    action.accept(some);
    if (some.isIdle()) {
      takers.remove(place);
      space.queues().forget(some);
    }
  }

  // ---- watches

  void watch(LeaderWatch watch) {
    if (!connection.isClosed() && !watch.isClosed()) {
      watches.add(watch);
      space.addWatch(watch);
      watch.look();
    }
  }

  void unwatch(LeaderWatch watch) {
    watches.remove(watch);
    space.removeWatch(watch);
  }

  // ---- the end of a session, and the beginning of another

  void sessionEnded() {
    leaving.clear();
    memberships.sessionEnded();
    visits.sessionEnded();
    guests.sessionEnded();
    giveUpAll(Call::endsWithSession, "the session ended before its reply");
  }

  /** Compares what the client wants with what the store has. Stops where the link breaks again. */
  void catchUp() {
    watches.forEach(LeaderWatch::look);
    var unused =
        removeLeaving()
            && memberships.catchUp()
            && visits.catchUp()
            && guests.catchUp()
            && catchUpCandidates()
            && sendCalls();
    List.copyOf(takers.values()).forEach(Takers::look);
  }

  private boolean removeLeaving() {
    for (Contender contender : List.copyOf(leaving)) {
      if (!remove(contender)) {
        return false;
      }
      leaving.remove(contender);
    }
    return true;
  }

  private boolean catchUpCandidates() {
    return List.copyOf(candidates).stream().allMatch(this::catchUp);
  }

  private boolean sendCalls() {
    return List.copyOf(calls).stream().allMatch(this::send);
  }

  /** Does what is due for one candidate; false if the link broke. */
  private boolean catchUp(Candidate<?> candidate) {
    Contender contender = candidate.contender;
    AbstractHold hold = candidate.hold();
    if (contender != null && contender.consumed && !contender.session.ended) {
      return consumed(hold);
    }
    if (contender == null || !contender.standing) {
      return hold == null ? place(candidate) : lost(hold);
    }
    space.advance(candidate.place());
    return true;
  }

  /** A reply that was awaited in vain would have said so; in another session nobody can know. */
  private boolean consumed(@Nullable AbstractHold hold) {
    if (hold instanceof AbstractClaimedItem<?> item) {
      space.later(item::consumedAfterAll);
    }
    return true;
  }

  private boolean lost(AbstractHold hold) {
    lose(hold);
    return true;
  }

  void close() {
    giveUpAll(call -> call.sent, "the client was closed before its reply");
    List.copyOf(calls).forEach(call -> space.later(() -> call.fail(Scope.closedException())));
    calls.clear();
    List.copyOf(candidates).forEach(one -> refuse(one, Scope.closedException()));
    List.copyOf(takers.keySet()).forEach(place -> withTakers(place, Takers::close));
    watches.forEach(space::removeWatch);
    watches.clear();
    memberships.close();
    visits.close();
    guests.close();
  }
}
