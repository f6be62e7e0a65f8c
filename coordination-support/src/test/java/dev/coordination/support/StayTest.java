package dev.coordination.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coordination.NotPermittedException;
import dev.coordination.ServiceUnavailableException;
import dev.coordination.support.AbstractParty.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The stay of a participant in a party: how it begins, and whatever may end it before that. */
final class StayTest {

  private static final Duration TIME = Duration.ofSeconds(10);

  private final ManualScheduler scheduler = new ManualScheduler();
  private final Scope scope = new Scope();
  private final RecipeContext context = new RecipeContext("a", "/party", "/party", scope);
  private final AtomicReference<@Nullable Stay> slot = new AtomicReference<>();
  private final Script entry = new Script();
  private final Stay stay = new Stay(entrant -> entry, context, slot);

  private void begin() {
    slot.set(stay);
    stay.begin(scheduler, TIME);
  }

  private void assertOver() {
    assertThat(slot.get()).isNull();
    assertThat(entry.calls).endsWith("withdraw");
    assertThat(scope.close()).as("nothing is left to end").isCompleted();
  }

  @Test
  void itBeginsWithTheConfirmation() throws InterruptedException {
    begin();
    assertThat(stay.confirmation()).isNotDone();
    stay.entered();
    assertThat(stay.confirmation()).isCompleted();
    stay.refused(new NotPermittedException("too late"));
    assertThat(stay.confirmation()).isCompletedWithValue(null);
    assertThat(slot.get()).isSameAs(stay);
    assertThat(entry.calls).containsExactly("start");
  }

  @Test
  void oneThatIsNotConfirmedInTimeIsOver() throws InterruptedException {
    begin();
    scheduler.runNext();
    assertThatThrownBy(stay.confirmation()::join)
        .hasCauseInstanceOf(ServiceUnavailableException.class);
    assertOver();
    stay.entered();
    assertThat(stay.confirmation()).isCompletedExceptionally();
  }

  @Test
  void oneThatIsRefusedIsOver() {
    begin();
    stay.refused(new NotPermittedException("denied"));
    assertThatThrownBy(stay.confirmation()::join).hasCauseInstanceOf(NotPermittedException.class);
    assertOver();
  }

  @Test
  void theEndOfTheScopeIsItsEnd() {
    begin();
    stay.entered();
    CompletableFuture<@Nullable Void> closed = scope.close();
    assertThat(entry.calls).containsExactly("start", "withdraw");
    assertThat(closed).as("waits for the withdrawal").isNotDone();
    entry.withdrawn.complete(null);
    assertThat(closed).isCompleted();
    assertThat(slot.get()).isNull();
  }

  @Test
  void itDoesNotBeginInAClosedScope() {
    scope.close().join();
    begin();
    assertThatThrownBy(stay.confirmation()::join).hasCauseInstanceOf(IllegalStateException.class);
    assertThat(slot.get()).isNull();
    assertThat(entry.calls).isEmpty();
  }

  /** An entry that is started after its withdrawal would stay for ever. */
  @Test
  void oneThatIsEndedWhileItBeginsIsWithdrawnAfterTheStart() {
    entry.onStart =
        () -> {
          var unused = stay.end(new CancellationException("left meanwhile"));
        };
    begin();
    assertThatThrownBy(stay.confirmation()::join).isInstanceOf(CancellationException.class);
    assertOver();
  }

  /** An entry that does nothing but remember. */
  private static final class Script implements Entry {

    final List<String> calls = new ArrayList<>();
    final CompletableFuture<@Nullable Void> withdrawn = new CompletableFuture<>();
    Runnable onStart = () -> {};

    @Override
    public void start() {
      onStart.run();
      calls.add("start");
    }

    @Override
    public boolean stands() {
      return true;
    }

    @Override
    public CompletableFuture<@Nullable Void> withdraw() {
      calls.add("withdraw");
      return withdrawn;
    }
  }
}
