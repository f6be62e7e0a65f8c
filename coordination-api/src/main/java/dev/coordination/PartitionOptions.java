package dev.coordination;

import java.time.Duration;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * How a {@link SetPartitioner} divides its items. Immutable; each {@code with} method returns a
 * changed copy. All members at one path must choose alike; what is compared among them, and a
 * difference refused, are the names of the items and whether the division is sticky.
 *
 * <pre>{@code
 * PartitionOptions<Shard> options =
 *     PartitionOptions.<Shard>defaults().withItemName(Shard::name).withSticky();
 * }</pre>
 *
 * @param <T> the type of the items
 */
public final class PartitionOptions<T> {

  private final Optional<PartitionFunction<T>> function;
  private final Optional<Comparator<? super T>> comparator;
  private final Function<? super T, String> itemName;
  private final Duration timeBoundary;
  private final Duration maxReactionTime;
  private final boolean sticky;

  private PartitionOptions(
      Optional<PartitionFunction<T>> function,
      Optional<Comparator<? super T>> comparator,
      Function<? super T, String> itemName,
      Duration timeBoundary,
      Duration maxReactionTime,
      boolean sticky) {
    this.function = function;
    this.comparator = comparator;
    this.itemName = itemName;
    this.timeBoundary = timeBoundary;
    this.maxReactionTime = maxReactionTime;
    this.sticky = sticky;
  }

  /**
   * Returns the options of kazoo's {@code SetPartitioner}: items are named by {@code toString()}
   * and divided by {@link PartitionFunction#striding}, after 30 seconds without a change of the
   * membership.
   *
   * @param <T> the type of the items
   * @return the options
   */
  public static <T> PartitionOptions<T> defaults() {
    return new PartitionOptions<>(
        Optional.empty(),
        Optional.empty(),
        String::valueOf,
        Duration.ofSeconds(30),
        Duration.ofSeconds(1),
        false);
  }

  /**
   * Chooses the function that divides the items.
   *
   * @param function says which items are whose; runs on the client's callback executor
   * @return the changed options
   * @throws IllegalStateException if these options are sticky, which has a rule of its own
   */
  public PartitionOptions<T> withPartitionFunction(PartitionFunction<T> function) {
    Objects.requireNonNull(function);
    if (sticky) {
      throw stickyFunction();
    }
    return new PartitionOptions<>(
        Optional.of(function), comparator, itemName, timeBoundary, maxReactionTime, false);
  }

  /**
   * Chooses the order of the items. Without it, strings are in the order of their code points, as
   * Python sorts them, other comparable items in their natural order, and the rest in the order of
   * their names' code points. Items that compare as equal are in the order of their names.
   *
   * @param order the order
   * @return the changed options
   */
  public PartitionOptions<T> withComparator(Comparator<? super T> order) {
    return new PartitionOptions<>(
        function,
        Optional.of(Objects.requireNonNull(order)),
        itemName,
        timeBoundary,
        maxReactionTime,
        sticky);
  }

  /**
   * Chooses how items are named in the store. Each item needs a name of its own, which is a legal
   * element of a path: not empty, {@code .} or {@code ..}, and without {@code /}.
   *
   * @param itemName names an item; called by the factory method of the partitioner only
   * @return the changed options
   */
  public PartitionOptions<T> withItemName(Function<? super T, String> itemName) {
    return new PartitionOptions<>(
        function,
        comparator,
        Objects.requireNonNull(itemName),
        timeBoundary,
        maxReactionTime,
        sticky);
  }

  /**
   * Chooses for how long the membership must not have changed before items are divided.
   *
   * @param timeBoundary how long; zero for at once
   * @return the changed options
   * @throws IllegalArgumentException if it is negative
   */
  public PartitionOptions<T> withTimeBoundary(Duration timeBoundary) {
    if (timeBoundary.isNegative()) {
      throw new IllegalArgumentException("timeBoundary is negative: " + timeBoundary);
    }
    return new PartitionOptions<>(
        function, comparator, itemName, timeBoundary, maxReactionTime, sticky);
  }

  /**
   * Chooses how often a member that waits for items looks again: whether the members are still the
   * same and, if sticky, which items nobody has.
   *
   * @param maxReactionTime the time between two looks
   * @return the changed options
   * @throws IllegalArgumentException if it is not positive
   */
  public PartitionOptions<T> withMaxReactionTime(Duration maxReactionTime) {
    if (maxReactionTime.isNegative() || maxReactionTime.isZero()) {
      throw new IllegalArgumentException("maxReactionTime is not positive: " + maxReactionTime);
    }
    return new PartitionOptions<>(
        function, comparator, itemName, timeBoundary, maxReactionTime, sticky);
  }

  /**
   * Chooses the cooperative division, in which an item moves only when it must. Every member has
   * its share of the <em>number</em> of items, and which ones they are is decided by who has them:
   * a member that has too many gives some back, and one that has too few takes what nobody has. So
   * the n-th member to join gets at most one n-th of the items, rounded up, of which each is freed
   * by its old owner first; when one leaves only its items move; and nobody ever stops working on
   * what it keeps. kazoo's members cannot take part.
   *
   * <p>An item that is to move is freed when the listeners of {@link SetPartitioner#onItemsChange}
   * have returned: a member stops its work there. Without a listener it is freed as soon as it has
   * left {@link SetPartitioner#acquired}.
   *
   * @return the changed options
   * @throws IllegalStateException if a partition function has been chosen
   */
  public PartitionOptions<T> withSticky() {
    if (function.isPresent()) {
      throw stickyFunction();
    }
    return new PartitionOptions<>(
        function, comparator, itemName, timeBoundary, maxReactionTime, true);
  }

  /**
   * Returns the function that divides the items.
   *
   * @return the function; {@link PartitionFunction#striding} if none was chosen
   */
  public PartitionFunction<T> partitionFunction() {
    return function.orElseGet(PartitionFunction::striding);
  }

  /**
   * Returns the order of the items.
   *
   * @return the order, or empty if none was chosen
   */
  public Optional<Comparator<? super T>> comparator() {
    return comparator;
  }

  /**
   * Returns how items are named.
   *
   * @return the function
   */
  public Function<? super T, String> itemName() {
    return itemName;
  }

  /**
   * Returns for how long the membership must not have changed.
   *
   * @return how long
   */
  public Duration timeBoundary() {
    return timeBoundary;
  }

  /**
   * Returns how often a member that waits looks again.
   *
   * @return the time between two looks
   */
  public Duration maxReactionTime() {
    return maxReactionTime;
  }

  /**
   * Tells whether an item moves only when it must.
   *
   * @return whether the division is sticky
   */
  public boolean isSticky() {
    return sticky;
  }

  private static IllegalStateException stickyFunction() {
    return new IllegalStateException("a sticky division takes no partition function");
  }
}
