package dev.coordination.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coordination.Codec;
import dev.coordination.OutcomeUnknownException;
import dev.coordination.support.AbstractDistributedQueue.FoundItem;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Decoding and removing an item in the caller's thread, and searches that nobody waits for. */
class TakingTest {

  private final Scope scope = new Scope();
  private final ScriptedItem item = new ScriptedItem("one");

  @Test
  void takesWhatItRemoves() {
    item.removal.complete(true);
    assertThat(Taking.take(item, Codec.utf8(), scope)).contains("one");
  }

  @Test
  void hasNothingWhenSomebodyElseWasFaster() {
    item.removal.complete(false);
    assertThat(Taking.take(item, Codec.utf8(), scope)).isEmpty();
  }

  @Test
  void leavesWhatCannotBeDecoded() {
    Codec<String> codec = new ThrowingCodec(new AssertionError("no"));
    assertThatThrownBy(() -> Taking.take(item, codec, scope)).isInstanceOf(AssertionError.class);
    assertThat(item.asked).containsExactly("leave");
  }

  @Test
  void leavesWhatIsDecodedToNull() {
    assertThatThrownBy(() -> Taking.take(item, new ThrowingCodec(null), scope))
        .isInstanceOf(NullPointerException.class);
    assertThat(item.asked).containsExactly("leave");
  }

  @Test
  void givesTheCodecBytesOfItsOwn() {
    item.removal.complete(true);
    byte[] taken = Taking.take(item, new CarelessCodec(), scope).orElseThrow();
    taken[0] = '?';
    assertThat(new String(item.payload(), StandardCharsets.UTF_8)).isEqualTo("one");
  }

  /** Leaves the bytes as they are, and shares them. */
  private record CarelessCodec() implements Codec<byte[]> {
    @Override
    public byte[] encode(byte[] value) {
      return value;
    }

    @Override
    public byte[] decode(byte[] bytes) {
      return bytes;
    }
  }

  @Test
  void removesNothingAfterTheEnd() {
    assertThat(scope.close()).isDone();
    assertThatThrownBy(() -> Taking.take(item, Codec.utf8(), scope))
        .isInstanceOf(IllegalStateException.class);
    assertThat(item.asked).containsExactly("leave");
  }

  @Test
  void theEndWaitsForTheReply() {
    CompletableFuture<Optional<String>> taken = new CompletableFuture<>();
    Thread taker = new Thread(() -> taken.complete(Taking.take(item, Codec.utf8(), scope)));
    taker.start();
    while (item.removal.getNumberOfDependents() < 2) {
      Thread.onSpinWait(); // the scope's and the taker's
    }
    CompletableFuture<?> closed = scope.close();
    assertThat(closed).isNotDone();
    item.removal.complete(true);
    assertThat(closed).isDone();
    assertThat(taken.join()).contains("one");
  }

  @Test
  void anUnknownOutcomeIsThrown() {
    item.removal.completeExceptionally(new OutcomeUnknownException("perhaps"));
    assertThatThrownBy(() -> Taking.take(item, Codec.utf8(), scope))
        .isInstanceOf(OutcomeUnknownException.class);
    assertThat(scope.close()).isDone();
  }

  // ---- searches

  @Test
  void aSearchEndsWithItsScope() {
    CompletableFuture<Optional<FoundItem>> search = Searches.within(scope, CompletableFuture::new);
    assertThat(scope.close()).isDone();
    assertThatThrownBy(search::join).hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatWasFoundAsTheScopeEndedIsLeft() {
    CompletableFuture<Optional<FoundItem>> search =
        Searches.within(
            scope,
            () -> {
              assertThat(scope.close()).isDone();
              return CompletableFuture.completedFuture(Optional.of(item));
            });
    assertThat(search).isDone();
    assertThat(item.asked).containsExactly("leave");
  }

  @Test
  void whatAWithdrawnSearchHadFoundIsLeft() {
    Searches.withdraw(CompletableFuture.completedFuture(Optional.of(item)));
    assertThat(item.asked).containsExactly("leave");
  }
}
