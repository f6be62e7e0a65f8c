package dev.coordination.it.differential;

import dev.coordination.CoordinationClient;
import dev.coordination.PartitionOptions;
import dev.coordination.PartitionState;
import dev.coordination.SetPartitioner;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A set of five items, divided among those who take part. Each actor takes part at most once by one
 * client. Every look is at a quiet membership: what there is before depends on who is faster.
 */
final class PartitionPlay extends Play {

  private static final Duration QUIET = Duration.ofMillis(200);

  static final Plan<PartitionPlay> PLAN = plan("set partitioner", options());
  static final Plan<PartitionPlay> STICKY = plan("sticky set partitioner", options().withSticky());

  private static final List<String> ITEMS = List.of("a", "b", "c", "d", "e");

  private final PartitionOptions<String> options;
  private final Map<CoordinationClient, SetPartitioner<String>> partitioners = new HashMap<>();

  private PartitionPlay(Scene scene, Witness witness, PartitionOptions<String> options) {
    super(scene, witness);
    this.options = options;
  }

  private static PartitionOptions<String> options() {
    return PartitionOptions.<String>defaults()
        .withTimeBoundary(QUIET)
        .withMaxReactionTime(QUIET.dividedBy(2));
  }

  private static Plan<PartitionPlay> plan(String name, PartitionOptions<String> options) {
    return new Plan<PartitionPlay>(
            name, (scene, witness) -> new PartitionPlay(scene, witness, options))
        .befallingWhen(PartitionPlay::mayBeStruck)
        .with(6, Move.of("takes part", PartitionPlay::takePart).when((p, a) -> !p.takesPart(a)))
        .with(6, Move.of("agrees to the release", PartitionPlay::release).when(PartitionPlay::must))
        .with(
            Move.of("gives its items back", PartitionPlay::release)
                .when((play, actor) -> play.isIn(actor, PartitionState.ACQUIRED)))
        .with(
            2,
            Move.of("finishes", PartitionPlay::finish)
                .when((play, actor) -> play.takesPart(actor) && play.nobodyWaits()));
  }

  private @Nullable SetPartitioner<String> partitioner(Actor actor) {
    return partitioners.get(actor.client());
  }

  private boolean takesPart(Actor actor) {
    SetPartitioner<String> own = partitioner(actor);
    return own != null && !own.state().isFinal();
  }

  private boolean isIn(Actor actor, PartitionState state) {
    SetPartitioner<String> own = partitioner(actor);
    return own != null && own.state() == state;
  }

  /**
   * Whether no participant waits for another's items. One that does, when the other goes, has them
   * before or after it hears of the new membership, and must release them again in the first case.
   */
  private boolean nobodyWaits() {
    return scene().actors().stream().noneMatch(one -> isIn(one, PartitionState.ALLOCATING));
  }

  /**
   * Whether what happens to an actor has one outcome for the others. If it is back before they
   * look, there was no change for them; if not, those of the plain kind must release.
   */
  private boolean mayBeStruck(Actor actor) {
    boolean alone = scene().actors().stream().filter(this::takesPart).count() < 2;
    boolean unseen = options.isSticky() || !takesPart(actor);
    return alone || (unseen && nobodyWaits());
  }

  private boolean must(Actor actor) {
    return isIn(actor, PartitionState.RELEASE);
  }

  // ---- moves

  private void takePart(Actor actor) {
    CoordinationClient client = actor.client();
    partitioners.put(client, client.setPartitioner(path(), ITEMS, options));
  }

  private void release(Actor actor) {
    SetPartitioner<String> own = partitioners.get(actor.client());
    var unused =
        start(
            actor,
            () -> {
              own.releaseSet();
              return "released";
            });
  }

  private void finish(Actor actor) {
    SetPartitioner<String> own = partitioners.get(actor.client());
    var unused =
        start(
            actor,
            () -> {
              own.finish();
              return "finished";
            });
  }

  @Override
  void settleDown() {
    scene().advance(QUIET.multipliedBy(4));
  }

  // ---- the state

  /** Of the sticky kind PARTITION-18 says how large shares are, and not whose is which. */
  @Override
  void show(Look look) {
    Map<String, Object> states = new TreeMap<>();
    Map<String, Collection<String>> shares = new TreeMap<>();
    for (Actor actor : scene().actors()) {
      SetPartitioner<String> own = partitioner(actor);
      if (own != null) {
        states.put(actor.name(), own.state());
        shares.put(actor.name(), own.acquired());
      }
    }
    List<String> claimed = ITEMS.stream().filter(this::isClaimed).toList();
    look.add("states", states);
    look.add("shares", options.isSticky() ? sizes(shares.values()) : shares);
    look.add("claimed", options.isSticky() ? claimed.size() : claimed);
  }

  private static List<Integer> sizes(Collection<Collection<String>> shares) {
    return shares.stream().map(Collection::size).sorted().toList();
  }

  private boolean isClaimed(String item) {
    return !store().contenders(path() + "/locks/" + item).isEmpty();
  }

  @Override
  void windUp() {
    scene()
        .actors()
        .forEach(
            actor -> {
              if (takesPart(actor)) {
                finish(actor);
              }
            });
  }
}
