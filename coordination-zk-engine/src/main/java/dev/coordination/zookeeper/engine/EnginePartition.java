package dev.coordination.zookeeper.engine;

import static java.util.stream.Collectors.toSet;

import dev.coordination.CoordinationException;
import dev.coordination.Hold;
import dev.coordination.support.Acquisition;
import dev.coordination.support.PartitionBackend;
import dev.coordination.support.PartitionMember;
import dev.coordination.support.RecipeContext;
import dev.coordination.support.Scheduler;
import dev.coordination.zookeeper.engine.Layout.Mode;
import dev.coordination.zookeeper.engine.Roll.Member;
import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.Children;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/*
 * What a set partitioner works on, as kazoo's SetPartitioner lays it out: a shallow party at PATH/party, and a
 * line of locks, without identifiers, at PATH/locks/ITEM for each item.
 *
 * Who the members are is asked for by [sync, list], and of the members that are not known yet the data, all at
 * once: one round trip, and another one for newcomers. A node's data never changes, and no name comes twice.
 *
 * The locks are asked for all at once: what one needs, [create, list], for each of WINDOW items in one go, so
 * that free ones are granted in one round trip; what is beyond the window follows as soon as the replies are
 * in, because a server makes everybody wait who has more requests under way. Each is a contender like any
 * other, so what becomes of lost replies and sessions is known.
 */
final class EnginePartition implements PartitionBackend {

  /** Items whose locks are asked for, or looked at, without waiting in between. */
  static final int WINDOW = 500;

  private final EngineClient engine;
  private final RecipeContext context;
  private final String party;
  private final Map<String, Member> known = new HashMap<>();

  /** Made by {@link #join}, which comes first. */
  private @Nullable Membership membership;

  private @Nullable RollWatch watch;

  EnginePartition(EngineClient engine, RecipeContext context) {
    this.engine = engine;
    this.context = context;
    this.party = Layout.partitionMembers(context.storePath());
  }

  @Override
  public void join(String data, Observer observer) {
    engine.run(
        () -> {
          Follower follower = new Follower(observer);
          RollWatch changes =
              new RollWatch(engine, party, Layout::isShallowMember, false, follower);
          Membership fresh =
              new Membership(
                  engine,
                  party,
                  id -> Layout.shallowMember(party, id, context.identifier()),
                  Layout.encode(data),
                  follower);
          membership = fresh;
          watch = changes;
          fresh.join();
          changes.start();
        });
  }

  /** As with a hold, there is nothing to wait for once the session may have ended. */
  @Override
  public CompletableFuture<@Nullable Void> leave() {
    return engine.bounded(
        () -> {
          Membership former = Objects.requireNonNull(membership);
          Objects.requireNonNull(watch).close();
          boolean overdue = former.isOverdue();
          CompletableFuture<@Nullable Void> left = former.leave();
          return overdue ? CompletableFuture.completedFuture(null) : left;
        });
  }

  // ---- members

  @Override
  public CompletableFuture<List<PartitionMember>> members() {
    return read(
        reads ->
            FreshRead.send(reads, party, () -> reads.getChildren(party, null))
                .thenApply(Children::names)
                .exceptionally(failure -> ZnodeFailures.recover(failure, Code.NO_NODE, List.of()))
                .thenCompose(names -> members(reads, names)));
  }

  private CompletableFuture<List<PartitionMember>> members(
      ZnodeSession reads, List<String> children) {
    List<String> names = children.stream().filter(Layout::isShallowMember).toList();
    List<String> unknown = names.stream().filter(name -> !known.containsKey(name)).toList();
    known.keySet().retainAll(names);
    CompletableFuture<List<Member>> newcomers =
        unknown.isEmpty()
            ? CompletableFuture.completedFuture(List.of())
            : Roll.read(reads, party, unknown);
    return newcomers.thenApply(
        members -> {
          members.forEach(member -> known.put(member.name(), member));
          return known.values().stream()
              .filter(member -> names.contains(member.name()))
              .sorted(Comparator.comparingLong(Member::czxid))
              .map(this::member)
              .toList();
        });
  }

  private PartitionMember member(Member member) {
    String own = membership == null ? null : membership.name();
    return new PartitionMember(
        member.name(),
        Layout.shallowIdentifier(member.name()),
        Layout.decode(member.data()),
        member.name().equals(own));
  }

  // ---- locks

  @Override
  public List<Acquisition<Hold>> claim(List<String> items, boolean patient) {
    List<Contender<Hold>> contenders =
        items.stream().map(item -> contender(item, patient)).toList();
    engine.run(() -> start(contenders, patient));
    return contenders.stream().map(Contender::acquisition).toList();
  }

  private Contender<Hold> contender(String item, boolean patient) {
    RecipeContext lock =
        new RecipeContext(
            "", // as kazoo's are
            Layout.partitionLock(context.path(), item),
            Layout.partitionLock(context.storePath(), item),
            context.scope());
    return new Contender<>(
        engine,
        lock.storePath(),
        patient,
        Line.places(engine, lock, Mode.EXCLUSIVE),
        (place, contender) -> new EngineHold(lock, engine, place, contender));
  }

  private void start(List<Contender<Hold>> contenders, boolean patient) {
    List<Contender<Hold>> now = contenders.subList(0, Math.min(WINDOW, contenders.size()));
    List<Contender<Hold>> later = contenders.subList(now.size(), contenders.size());
    now.forEach(contender -> start(contender, patient));
    if (!later.isEmpty()) {
      engine.run(() -> whenAnswered(() -> start(later, patient)));
    }
  }

  private void start(Contender<Hold> contender, boolean patient) {
    if (!patient) {
      Acquisition<Hold> attempt = contender.acquisition();
      attempt.unlessSettledWithin(engine.operationTimeout(), scheduler(), attempt::refuse);
    }
    contender.start();
  }

  /** Goes on when what was sent before has been answered, or the link has broken. */
  private void whenAnswered(Runnable next) {
    engine.whenConnected(
        session -> session.on(session.reads().exists(party, null), (stat, failure) -> next.run()),
        () -> false);
  }

  @Override
  public CompletableFuture<Set<String>> unclaimed(List<String> items) {
    return read(
        reads ->
            Pipeline.send(items, WINDOW, item -> unclaimed(reads, item))
                .thenApply(found -> found.stream().flatMap(Optional::stream).collect(toSet())));
  }

  private CompletableFuture<Optional<String>> unclaimed(ZnodeSession reads, String item) {
    return reads
        .getChildren(Layout.partitionLock(context.storePath(), item), null)
        .thenApply(children -> engine.layout().line(children.names()).isEmpty())
        .exceptionally(failure -> ZnodeFailures.recover(failure, Code.NO_NODE, true))
        .thenApply(free -> free ? Optional.of(item) : Optional.empty());
  }

  private <T> CompletableFuture<T> read(Function<ZnodeSession, CompletableFuture<T>> request) {
    try {
      return engine.read(context, request);
    } catch (IllegalStateException closed) {
      return CompletableFuture.failedFuture(closed);
    }
  }

  // ---- the client

  @Override
  public Duration sessionTimeout() {
    return engine.sessionTimeout();
  }

  @Override
  public Scheduler scheduler() {
    return engine.scheduler();
  }

  @Override
  public Executor callbacks() {
    return engine.callbacks();
  }

  @Override
  public Duration operationTimeout() {
    return engine.operationTimeout();
  }

  /** Passes on, on the loop, what befalls the membership and the party. */
  private static final class Follower implements Membership.Owner, RollWatch.Owner {

    private final Observer observer;

    Follower(Observer observer) {
      this.observer = observer;
    }

    @Override
    public void entered() {
      observer.membersChanged();
    }

    @Override
    public void seen(List<Member> members) {
      observer.membersChanged();
    }

    @Override
    public void refused(RuntimeException failure) {
      if (failure instanceof CoordinationException reason) {
        observer.refused(reason);
      }
    }
  }
}
