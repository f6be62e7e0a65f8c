package dev.coordination.it.differential;

import dev.coordination.DistributedCounter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.BiPredicate;
import java.util.function.Function;

/** A counter, with a default of ten. */
final class CounterPlay extends Play {

  static final Plan<CounterPlay> PLAN = plan();

  private static final long DEFAULT = 10;

  private CounterPlay(Scene scene, Witness witness) {
    super(scene, witness);
  }

  private static Plan<CounterPlay> plan() {
    return new Plan<>("counter", CounterPlay::new)
        .with(3, changing("adds 1", DistributedCounter::increment))
        .with(2, changing("subtracts 4", counter -> counter.decrement(4)))
        .with(2, changing("adds 5 asynchronously", counter -> counter.incrementAsync(5).join()))
        .with(2, changing("resets to 1", counter -> reset(counter, 1)).when(differsFrom(1)))
        .with(2, changing("resets", CounterPlay::reset).when(differsFrom(DEFAULT)))
        .with(asking("resets to what there may be", counter -> reset(counter, 1)))
        .with(
            asking("adds too much", counter -> counter.increment(Long.MAX_VALUE))
                .when((play, actor) -> play.value().orElse(DEFAULT) > 0))
        .with(2, asking("compares 1 and sets 7", counter -> counter.compareAndSet(1, 7)))
        .with(2, asking("compares 10 and sets 1", counter -> counter.compareAndSet(DEFAULT, 1)))
        .with(2, asking("asks for the value", DistributedCounter::get));
  }

  /** Only then it is certain that the counter is written. */
  private static BiPredicate<CounterPlay, Actor> differsFrom(long value) {
    return (play, actor) -> play.value().orElse(value) != value;
  }

  private static Move<CounterPlay> changing(String what, Function<DistributedCounter, Object> how) {
    return Move.writing(what, (play, actor) -> play.call(actor, how));
  }

  private static Move<CounterPlay> asking(String what, Function<DistributedCounter, Object> how) {
    return Move.asking(what, (play, actor) -> play.call(actor, how));
  }

  private static String reset(DistributedCounter counter) {
    counter.reset();
    return "reset";
  }

  private static String reset(DistributedCounter counter, long value) {
    counter.reset(value);
    return "reset to " + value;
  }

  private void call(Actor actor, Function<DistributedCounter, Object> how) {
    Callable<String> call = () -> String.valueOf(how.apply(counter(actor)));
    var unused = start(actor, call);
  }

  private DistributedCounter counter(Actor actor) {
    return actor.client().counter(path(), DEFAULT);
  }

  @Override
  void warmUp(Actor actor) {
    Call warm =
        scene()
            .startUnseen(
                actor, () -> "" + counter(actor).increment(1) + counter(actor).decrement(1));
    scene().eventually("a counter is made", warm::isDone);
  }

  private OptionalLong value() {
    return content().filter(text -> !text.isEmpty()).stream().mapToLong(Long::parseLong).findAny();
  }

  private Optional<String> content() {
    return store().read(path()).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  @Override
  void show(Look look) {
    look.add("content", content().orElse("none"));
  }
}
