package dev.coordination.support;

import dev.coordination.ClaimedItem;
import dev.coordination.HoldState;
import dev.coordination.ItemHandler;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * Take, handle, consume. An item whose handler threw goes back to its old place, which is the front: the
 * loop would take it again at once, for ever. So it is avoided until no other item was there for a pause;
 * then everything is tried again, and each pause after a failure is twice as long as the one before.
 *
 * Where others keep coming there is no pause. There, whenever another item has been handled, the one that
 * was avoided longest is forgiven if that was for the longest pause. So each is tried again in time; at
 * least every second item is one of the others; and what somebody else has consumed meanwhile is forgotten.
 */
/**
 * The loop of {@code consume}, for one call in one thread.
 *
 * @param <T> the type of the values
 */
final class ConsumeLoop<T> {

  private static final Logger log = LoggerFactory.getLogger(ConsumeLoop.class);

  private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /** Claims an item that is none of those to be avoided. */
  @FunctionalInterface
  interface Source<T> {
    Optional<ClaimedItem<T>> take(Set<String> avoided, Duration timeout)
        throws InterruptedException;
  }

  private final Scheduler clock;
  private final Source<T> source;
  private final ItemHandler<T> handler;
  private final BiConsumer<ClaimedItem<T>, Throwable> onError;

  /** The items to be avoided, and since when; longest first. */
  private final Map<String, Long> avoided = new LinkedHashMap<>();

  private Duration pause = FIRST_PAUSE;
  private @Nullable String forgiven;

  ConsumeLoop(
      Scheduler clock,
      Source<T> source,
      ItemHandler<T> handler,
      BiConsumer<ClaimedItem<T>, Throwable> onError) {
    this.clock = clock;
    this.source = source;
    this.handler = Objects.requireNonNull(handler);
    this.onError = Objects.requireNonNull(onError);
  }

  void run() throws InterruptedException {
    while (true) {
      Optional<ClaimedItem<T>> item =
          source.take(avoided.keySet(), avoided.isEmpty() ? FOR_EVER : pause);
      if (item.isPresent()) {
        process((AbstractClaimedItem<T>) item.get());
      } else {
        avoided.clear();
        pause = Collections.min(List.of(pause.multipliedBy(2), LONGEST_PAUSE));
      }
    }
  }

  /** Handles one item; whatever happens, it is not ours any more afterwards. */
  private void process(AbstractClaimedItem<T> item) throws InterruptedException {
    try (item) {
      handle(item);
    } finally {
      forgiveAfter(item.id());
      if (!item.isConsumed()) {
        avoided.put(item.id(), clock.nanoTime());
      }
    }
  }

  /** Lets one item be tried again, unless what was handled is the one that was let before. */
  private void forgiveAfter(String handled) {
    boolean another = !handled.equals(forgiven);
    forgiven = another ? avoidedForLong() : null;
    if (forgiven != null) {
      avoided.remove(forgiven);
    }
  }

  private @Nullable String avoidedForLong() {
    return avoided.entrySet().stream()
        .limit(1)
        .filter(oldest -> clock.nanoTime() - oldest.getValue() >= LONGEST_PAUSE.toNanos())
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(null);
  }

  private void handle(AbstractClaimedItem<T> item) throws InterruptedException {
    try {
      handler.handle(item);
      if (item.state() != HoldState.RELEASED) { // the handler may have decided for itself
        item.consume();
      }
      pause = FIRST_PAUSE;
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) { // checked ones too, which some languages throw undeclared
      log.warn("Not handled: {} of {}", item.id(), item.path(), e);
      report(item, e);
    }
  }

  private void report(ClaimedItem<T> item, Exception failure) {
    try {
      onError.accept(item, failure);
    } catch (Throwable e) { // it was only to be told
      log.error("The error handler threw", e);
    }
  }
}
