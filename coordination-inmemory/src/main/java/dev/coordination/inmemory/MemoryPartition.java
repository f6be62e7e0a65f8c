package dev.coordination.inmemory;

import dev.coordination.CoordinationException;
import dev.coordination.Hold;
import dev.coordination.support.Acquisition;
import dev.coordination.support.Deadline;
import dev.coordination.support.PartitionBackend;
import dev.coordination.support.PartitionMember;
import dev.coordination.support.RecipeContext;
import dev.coordination.support.Scheduler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What a set partitioner works on: a shallow party below its path, and a lock for each item. */
final class MemoryPartition implements PartitionBackend {

  private final RecipeContext context;
  private final MemoryClient client;
  private final Place party;
  private volatile @Nullable Membership membership;
  private volatile @Nullable RollWatch watch;

  MemoryPartition(RecipeContext context, MemoryClient client) {
    this.context = context;
    this.client = client;
    this.party = Place.ofShallowParty(context.storePath() + "/party");
  }

  @Override
  public void join(String data, Observer observer) {
    byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
    Membership fresh = new Membership(party, context.identifier(), bytes, new Told(observer));
    membership = fresh;
    RollWatch changes = client.inspect(connection -> follow(connection, observer));
    watch = changes;
    changes.start();
    client.strike(connection -> connection.wishes().memberships().join(fresh));
  }

  private RollWatch follow(Connection connection, Observer observer) {
    return new RollWatch(party, connection, observer::membersChanged);
  }

  @Override
  public CompletableFuture<@Nullable Void> leave() {
    RollWatch changes = watch;
    Membership former = membership;
    if (changes != null && former != null) {
      changes.close();
      client.strike(connection -> connection.wishes().memberships().leave(former));
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<List<PartitionMember>> members() {
    return client.call(
        party.path(),
        space ->
            new Call.Step<>(space.parties().at(party).stream().map(this::member).toList(), null));
  }

  private PartitionMember member(Attendee one) {
    return new PartitionMember(
        Long.toString(one.token()),
        one.identifier(),
        new String(one.data(), StandardCharsets.UTF_8),
        isSelf(one));
  }

  private boolean isSelf(Attendee one) {
    Membership own = membership;
    if (own == null || !own.isConfirmed()) {
      return false;
    }
    Attendance entry = own.entry;
    return entry != null && entry.token == one.token();
  }

  @Override
  public List<Acquisition<Hold>> claim(List<String> items, boolean patient) {
    return items.stream().map(this::lock).map(lock -> claim(lock, patient)).toList();
  }

  private static Acquisition<Hold> claim(MemoryLock lock, boolean patient) {
    return patient ? lock.enqueue(Deadline.NEVER) : lock.attempt();
  }

  private MemoryLock lock(String item) {
    RecipeContext lock =
        new RecipeContext("", context.path() + "/locks/" + item, lockPath(item), context.scope());
    return new MemoryLock(lock, client, false);
  }

  private String lockPath(String item) {
    return context.storePath() + "/locks/" + item;
  }

  @Override
  public CompletableFuture<Set<String>> unclaimed(List<String> items) {
    return client.call(
        context.storePath(),
        space -> {
          Set<String> free = new HashSet<>(items);
          free.removeIf(item -> !space.line(Place.ofLock(lockPath(item))).isEmpty());
          return new Call.Step<>(free, null);
        });
  }

  @Override
  public void callerWaits() {
    client.noteCaller();
  }

  @Override
  public Duration sessionTimeout() {
    return client.operationTimeout();
  }

  @Override
  public Scheduler scheduler() {
    return client.process();
  }

  @Override
  public Executor callbacks() {
    return client.process();
  }

  @Override
  public Duration operationTimeout() {
    return client.operationTimeout();
  }

  /** Passes on what befalls the membership. */
  private record Told(Observer observer) implements Membership.Owner {

    @Override
    public void entered() {
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
