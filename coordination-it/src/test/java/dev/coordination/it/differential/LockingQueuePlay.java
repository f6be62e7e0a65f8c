package dev.coordination.it.differential;

import dev.coordination.ClaimedItem;
import dev.coordination.Codec;
import dev.coordination.LockingQueue;
import dev.coordination.tck.StoreInspector.Item;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/** A locking queue. */
final class LockingQueuePlay extends ItemPlay {

  static final Plan<LockingQueuePlay> PLAN = plan();

  private static final Duration MOMENT = Duration.ofMillis(50);

  private final Map<String, Claim> claims = new ConcurrentSkipListMap<>();

  /** A claim, and whose it is. */
  private record Claim(Actor owner, ClaimedItem<String> item) {

    /** Tokens of claims of different items say nothing: LQUEUE-03. */
    boolean isLaterThan(Claim other) {
      return item.value().equals(other.item.value())
          && item.fencingToken() > other.item.fencingToken();
    }
  }

  private LockingQueuePlay(Scene scene, Witness witness) {
    super(scene, witness);
  }

  /**
   * Who has claims does not lose its session while it takes: the items that it then loses are
   * available again promptly (LQUEUE-04), and so perhaps only after its take has found another one.
   */
  private static Plan<LockingQueuePlay> plan() {
    return withPuts(new Plan<>("locking queue", LockingQueuePlay::new))
        .with(
            4,
            Move.writing("takes its first", LockingQueuePlay::take)
                .when((play, actor) -> play.canTake(actor) && !play.has(actor, true)))
        .with(
            3,
            Move.writing("takes another", LockingQueuePlay::take)
                .under(Fault.OF_THE_LINK)
                .when((play, actor) -> play.canTake(actor) && play.has(actor, true)))
        .with(2, Move.of("polls", LockingQueuePlay::poll).when(LockingQueuePlay::canTake))
        .with(
            3,
            Move.asking("waits for an item", LockingQueuePlay::take)
                .when(LockingQueuePlay::mustWait))
        .with(
            Move.asking("polls where nothing is free", LockingQueuePlay::poll)
                .when(LockingQueuePlay::mustWait))
        .with(
            Move.of("waits for an item for a moment", LockingQueuePlay::pollFor)
                .when(LockingQueuePlay::mustWait))
        .with(
            2,
            Move.<LockingQueuePlay>asking("gives up", ItemPlay::giveUp).when(ItemPlay::isWaiting))
        .with(
            4,
            Move.writing("consumes", LockingQueuePlay::consumeHeld)
                .when((play, actor) -> play.has(actor, true)))
        .with(
            Move.of("consumes what it lost", LockingQueuePlay::consumeLost)
                .when((play, actor) -> play.has(actor, false)))
        .with(
            2,
            Move.writing("releases", LockingQueuePlay::release)
                .when((play, actor) -> play.has(actor, true)))
        .with(
            Move.of("sees the first claim deleted", LockingQueuePlay::delete)
                .when((play, actor) -> play.firstClaimed().isPresent()))
        .with(Move.asking("asks for the size", LockingQueuePlay::size));
  }

  private LockingQueue<String> queue(Actor actor) {
    return actor.client().lockingQueue(path(), Codec.utf8());
  }

  private boolean canTake(Actor actor) {
    return nobodyWaits()
        && free().findFirst().filter(item -> isCertainFor(actor, item)).isPresent();
  }

  private boolean mustWait(Actor actor) {
    return nobodyWaits() && free().findAny().isEmpty();
  }

  private Stream<Item> free() {
    return stored().stream().filter(item -> item.claim() == 0);
  }

  // ---- moves

  @Override
  void put(Actor actor, List<String> values, int priority) {
    if (values.size() == 1) {
      var unused = queue(actor).put(values.get(0), priority);
    } else {
      var unused = queue(actor).putAll(values, priority);
    }
  }

  private void take(Actor actor) {
    waits(actor, () -> claimed(actor, Optional.of(queue(actor).take())));
  }

  private void poll(Actor actor) {
    var unused = start(actor, () -> claimed(actor, queue(actor).poll()));
  }

  private void pollFor(Actor actor) {
    var unused = start(actor, () -> claimed(actor, queue(actor).poll(MOMENT)));
    scene().advance(MOMENT.multipliedBy(2));
  }

  private String claimed(Actor actor, Optional<ClaimedItem<String>> item) {
    return item.map(claimed -> note(new Claim(actor, claimed))).orElse("nothing");
  }

  private String note(Claim claim) {
    long before = claims.values().stream().filter(one -> one.owner == claim.owner).count();
    String name = claim.owner.name() + (before + 1);
    claims.put(name, claim);
    return "claimed " + claim.item.value() + " as " + name;
  }

  private void consumeHeld(Actor actor) {
    consume(actor, first(actor, true));
  }

  private void consumeLost(Actor actor) {
    consume(actor, first(actor, false));
  }

  private void consume(Actor actor, ClaimedItem<String> item) {
    var unused =
        start(
            actor,
            () -> {
              item.consume();
              return "consumed " + item.value();
            });
  }

  private void release(Actor actor) {
    ClaimedItem<String> item = first(actor, true);
    var unused =
        start(
            actor,
            () -> {
              item.release();
              return "released " + item.value();
            });
  }

  private void delete(Actor actor) {
    store().deleteClaim(path(), firstClaimed().orElseThrow().name());
  }

  private void size(Actor actor) {
    var unused = start(actor, () -> "size is " + queue(actor).size());
  }

  // ---- the state

  private boolean has(Actor actor, boolean held) {
    return claims.values().stream().anyMatch(claim -> is(claim, actor, held));
  }

  private ClaimedItem<String> first(Actor actor, boolean held) {
    return claims.values().stream()
        .filter(claim -> is(claim, actor, held))
        .findFirst()
        .orElseThrow()
        .item();
  }

  private static boolean is(Claim claim, Actor owner, boolean held) {
    return claim.owner == owner && claim.item.isHeld() == held;
  }

  private Optional<Item> firstClaimed() {
    return stored().stream().filter(item -> item.claim() != 0).findFirst();
  }

  @Override
  List<Item> stored() {
    return store().lockingItems(path());
  }

  @Override
  void show(Look look) {
    look.add("claims", describe());
    look.add("items", stored().stream().map(LockingQueuePlay::describe).toList());
  }

  private Map<String, String> describe() {
    Map<String, String> described = new TreeMap<>();
    claims.forEach(
        (name, claim) ->
            described.put(name, claim.item.value() + " " + claim.item.state() + rank(claim)));
    return described;
  }

  /** The how manieth claim of its item it is, by its token. */
  private String rank(Claim claim) {
    return " #" + (1 + claims.values().stream().filter(claim::isLaterThan).count());
  }

  private static String describe(Item item) {
    return text(item) + "@" + item.priority() + (item.claim() == 0 ? "" : " claimed");
  }

  @Override
  void windUp() {
    claims
        .values()
        .forEach(
            claim ->
                scene()
                    .startUnseen(
                        claim.owner,
                        () -> {
                          claim.item.release();
                          return "released";
                        }));
  }
}
