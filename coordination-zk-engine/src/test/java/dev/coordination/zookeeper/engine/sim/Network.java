package dev.coordination.zookeeper.engine.sim;

import dev.coordination.zookeeper.engine.sim.Step.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is under way between clients and servers, and the timers: finds what can happen
 * next, and makes it happen.
 */
final class Network {

  private final SimClock clock;
  private final SimEnsemble ensemble;
  private final List<SimClient> clients;
  private boolean lag;

  Network(SimClock clock, SimEnsemble ensemble, List<SimClient> clients) {
    this.clock = clock;
    this.ensemble = ensemble;
    this.clients = clients;
  }

  void lag(boolean newLag) {
    lag = newLag;
  }

  // What can happen

  private static Connection.@Nullable Sent<Call> request(SimClient client) {
    ClientCore core = client.core;
    boolean flows = core.runs() && core.link == ClientCore.Link.UP && core.connection != null;
    return flows ? core.connection.requests.peek() : null;
  }

  private static Connection.@Nullable Sent<Call> lateRequest(SimClient client) {
    Connection previous = client.core.previous;
    return previous == null || previous.closed ? null : previous.requests.peek();
  }

  private static SimScheduler.@Nullable Task timer(SimClient client) {
    return client.core.runs() ? client.scheduler.next() : null;
  }

  private void arrive(SimClient client, Connection connection) {
    Call call = connection.requests.remove().item();
    if (connection.closed) {
      return;
    }
    if (client.isLost(call)) {
      connection.close();
      client.core.loseConnection(false);
    } else {
      ensemble.receive(connection, call, client.core.requestedTimeout());
    }
    if (connection.abandoned && connection.requests.isEmpty()) {
      connection.close();
    }
  }

  private static void runTimer(SimClient client, long now) {
    client.core.inputs.add(now).add("timer");
    client.scheduler.runNext();
  }

  private void runAction(SimClient client) {
    SimClient.Action action = client.actions.remove();
    client.core.inputs.add(clock.now()).add(action.label());
    action.body().run();
  }

  // An automatic world

  /** Something that is due, with its place in the order. */
  private record Candidate(long due, long stamp, Runnable body) {
    boolean before(@Nullable Candidate other) {
      return other == null || due < other.due || (due == other.due && stamp < other.stamp);
    }
  }

  /** Does what is due first, if anything is due. */
  boolean doNext() {
    for (SimServer server : ensemble.servers()) {
      if (server.canCatchUp() && (!lag || server.awaited())) {
        server.applyNext();
        return true;
      }
    }
    Candidate first = null;
    for (SimClient client : clients) {
      for (Candidate candidate : candidates(client)) {
        first = candidate.due <= clock.now() && candidate.before(first) ? candidate : first;
      }
    }
    if (first != null) {
      first.body.run();
    }
    return first != null;
  }

  private List<Candidate> candidates(SimClient client) {
    var found = new ArrayList<Candidate>(3);
    var request = request(client);
    if (request != null) {
      var connection = client.core.connection;
      found.add(new Candidate(request.due(), request.stamp(), () -> arrive(client, connection)));
    }
    var next = client.core.next();
    if (next != null) {
      found.add(new Candidate(next.due(), next.stamp(), client.core::deliverNext));
    }
    var timer = timer(client);
    if (timer != null) {
      found.add(new Candidate(timer.due, timer.stamp, () -> runTimer(client, clock.now())));
    }
    return found;
  }

  /**
   * Moves time to the next instant at which something is due, or to the target if that is earlier.
   */
  boolean moveTime(long target) {
    long next = nextInstant();
    clock.moveTo(Math.max(clock.now(), Math.min(next, target)));
    act();
    return next <= target;
  }

  private void act() {
    ensemble.act();
    clients.forEach(client -> client.core.act());
  }

  private long nextInstant() {
    long next = ensemble.nextInstant();
    for (SimClient client : clients) {
      next = Math.min(next, client.core.nextInstant());
      for (Candidate candidate : candidates(client)) {
        next = Math.min(next, candidate.due);
      }
    }
    return next;
  }

  // A stepwise world

  /** Returns everything that can happen at this instant. */
  List<Step> steps() {
    var steps = new ArrayList<Step>();
    clients.forEach(client -> addSteps(client, steps));
    for (SimServer server : ensemble.servers()) {
      if (server.canCatchUp() && server.hasConnections()) {
        Supplier<String> text = () -> "server " + server.index + " catches up by one";
        steps.add(new Step(Kind.REPLICATION, "", text, server::applyNext));
      }
    }
    return steps;
  }

  /** Returns the requests that can still arrive from connections that their clients have lost. */
  List<Step> lateSteps() {
    var steps = new ArrayList<Step>();
    clients.forEach(client -> addLate(client, steps));
    return steps;
  }

  /**
   * Returns the passing of time up to the next instant at which something is due, if there is one.
   */
  Optional<Step> timeStep() {
    long next = nextInstant();
    if (next == Long.MAX_VALUE) {
      return Optional.empty();
    }
    Supplier<String> text = () -> Duration.ofNanos(next - clock.now()).toMillis() + " ms pass";
    return Optional.of(new Step(Kind.TIME, "", text, this::passTime));
  }

  private void passTime() {
    clients.forEach(Network::dropLate);
    boolean unused = moveTime(nextInstant());
  }

  private static void dropLate(SimClient client) {
    if (client.core.previous != null) {
      client.core.previous.close();
    }
  }

  private void addSteps(SimClient client, List<Step> steps) {
    String name = client.name();
    var request = request(client);
    if (request != null) {
      var connection = client.core.connection;
      Supplier<String> text =
          () -> name + " -> " + connection.server.index + ": " + request.item().request;
      steps.add(new Step(Kind.REQUEST, name, text, () -> arrive(client, connection)));
    }
    var next = client.core.next();
    if (next != null) {
      Supplier<String> text = () -> name + " <- " + next.item().brief();
      steps.add(new Step(Kind.DELIVERY, name, text, client.core::deliverNext));
    }
    var timer = timer(client);
    if (timer != null && timer.due <= clock.now()) {
      Supplier<String> text = () -> name + ": a timer runs";
      steps.add(new Step(Kind.TIMER, name, text, () -> runTimer(client, clock.now())));
    }
    var action = client.core.runs() ? client.actions.peek() : null;
    if (action != null) {
      Supplier<String> text = () -> name + ": " + action.label();
      steps.add(new Step(Kind.ACTION, name, text, () -> runAction(client)));
    }
  }

  private void addLate(SimClient client, List<Step> steps) {
    var late = lateRequest(client);
    if (late != null) {
      Connection connection = client.core.previous;
      Supplier<String> text = () -> client.name() + " -> late: " + late.item().request;
      steps.add(new Step(Kind.LATE_REQUEST, client.name(), text, () -> arrive(client, connection)));
    }
  }

  String fingerprint() {
    var key = new StringBuilder();
    key.append(clock.now()).append('\n');
    ensemble.fingerprint(key);
    clients.forEach(client -> client.core.fingerprint(key));
    return key.toString();
  }
}
