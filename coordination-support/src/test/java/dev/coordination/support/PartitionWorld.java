package dev.coordination.support;

import dev.coordination.CoordinationException;
import dev.coordination.Hold;
import dev.coordination.HoldState;
import dev.coordination.PartitionOptions;
import dev.coordination.SetPartitioner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A store in which partitioners meet, on one thread and by a clock that moves by hand. */
final class PartitionWorld {

  static final Duration SESSION = Duration.ofSeconds(10);

  final ManualScheduler clock = new ManualScheduler();
  private final List<Participant> members = new ArrayList<>();
  private final Map<String, List<Place>> lines = new HashMap<>();
  private long lastNumber;
  private boolean late;

  /** One request for a lock; the first in line is granted it. */
  private record Place(String item, Acquisition<Hold> request, Participant owner, long token) {}

  /** Makes a partitioner of this world. */
  <T> SetPartitioner<T> join(String name, Collection<T> items, PartitionOptions<T> options) {
    RecipeContext context = new RecipeContext(name, "/set", "/set", new Scope());
    return DividedSet.join(
        context, DivisibleItems.of(items, options), options, new Participant(name));
  }

  /** Lets time pass until nothing is left to do, or for that many timers. */
  void settle() {
    for (int i = 0; i < 10_000 && clock.hasTimer(); i++) {
      clock.runNextNow();
    }
  }

  /** Grants nothing until it is told to. */
  void grantLate() {
    late = true;
  }

  void grantNow() {
    late = false;
    List.copyOf(lines.keySet()).forEach(this::advance);
  }

  /** Ends the session of a member; it gets another one. */
  void expire(String name) {
    Participant member = member(name);
    members.remove(member);
    member.renew();
    List<Place> lost =
        lines.values().stream()
            .flatMap(List::stream)
            .filter(place -> place.owner == member && place.request.isSettled())
            .toList();
    lost.forEach(place -> lines.get(place.item).remove(place));
    lost.forEach(place -> place.request.whenSettled((hold, failure) -> lose(hold.orElseThrow())));
    lost.forEach(place -> advance(place.item));
    members.add(member);
    tellAll();
  }

  private static void lose(Hold hold) {
    ((AbstractHold) hold).lose();
  }

  private Participant member(String name) {
    return members.stream().filter(one -> one.name.equals(name)).findFirst().orElseThrow();
  }

  private void tellAll() {
    List.copyOf(members).forEach(Participant::tell);
  }

  private void advance(String item) {
    List<Place> line = lines.getOrDefault(item, List.of());
    if (!late && !line.isEmpty() && !line.get(0).request.isSettled()) {
      Place first = line.get(0);
      first.request.grant(new Lock(first));
    }
  }

  private void leave(Place place) {
    List<Place> line = lines.get(place.item);
    if (line != null && line.remove(place)) {
      advance(place.item);
    }
  }

  /** What was granted to the first in a line. */
  private final class Lock extends AbstractHold {

    private final Place place;

    Lock(Place place) {
      super(
          new RecipeContext("", place.item, place.item, new Scope()),
          place.token,
          new Always(),
          Runnable::run);
      this.place = place;
    }

    @Override
    protected CompletableFuture<@Nullable Void> remove(HoldState how) {
      leave(place);
      return CompletableFuture.completedFuture(null);
    }
  }

  /** Only a word of the store ends it. */
  private static final class Always implements Validity {

    @Override
    public long remainingNanos() {
      return 1;
    }

    @Override
    public boolean isSuspended() {
      return false;
    }
  }

  private final class Participant implements PartitionBackend {

    private final String name;
    private String data = "";
    private String node = "";
    private @Nullable Observer observer;

    Participant(String name) {
      this.name = name;
    }

    void renew() {
      node = name + ++lastNumber;
    }

    void tell() {
      if (observer != null) {
        observer.membersChanged();
      }
    }

    @Override
    public void join(String shown, Observer told) {
      data = shown;
      observer = told;
      renew();
      members.add(this);
      tellAll();
    }

    @Override
    public CompletableFuture<@Nullable Void> leave() {
      observer = null;
      members.remove(this);
      tellAll();
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<List<PartitionMember>> members() {
      return CompletableFuture.completedFuture(
          members.stream()
              .map(one -> new PartitionMember(one.node, one.name, one.data, one == this))
              .toList());
    }

    @Override
    public List<Acquisition<Hold>> claim(List<String> items, boolean patient) {
      return items.stream().map(item -> claim(item, patient)).toList();
    }

    private Acquisition<Hold> claim(String item, boolean patient) {
      Acquisition<Hold> request = new Acquisition<>();
      List<Place> line = lines.computeIfAbsent(item, key -> new ArrayList<>());
      if (!patient && !line.isEmpty()) {
        request.refuse();
        return request;
      }
      Place place = new Place(item, request, this, ++lastNumber);
      line.add(place);
      request.whenUngranted(() -> PartitionWorld.this.leave(place));
      advance(item);
      return request;
    }

    @Override
    public CompletableFuture<Set<String>> unclaimed(List<String> items) {
      return CompletableFuture.completedFuture(
          items.stream()
              .filter(item -> lines.getOrDefault(item, List.of()).isEmpty())
              .collect(Collectors.toSet()));
    }

    @Override
    public Duration sessionTimeout() {
      return SESSION;
    }

    @Override
    public Scheduler scheduler() {
      return clock;
    }

    @Override
    public Executor callbacks() {
      return Runnable::run;
    }

    @Override
    public Duration operationTimeout() {
      return SESSION;
    }
  }

  /** What the store refuses. */
  void refuse(String name, CoordinationException reason) {
    Participant member = member(name);
    if (member.observer != null) {
      member.observer.refused(reason);
    }
  }
}
