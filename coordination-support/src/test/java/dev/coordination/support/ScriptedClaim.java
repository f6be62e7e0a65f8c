package dev.coordination.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coordination.Codec;
import dev.coordination.HoldState;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A claim whose consumption a test decides; by default it succeeds. */
final class ScriptedClaim extends AbstractClaimedItem<String> {

  private static final Validity VALID =
      new Validity() {
        @Override
        public long remainingNanos() {
          return 1;
        }

        @Override
        public boolean isSuspended() {
          return false;
        }
      };

  CompletableFuture<@Nullable Void> consumption = CompletableFuture.completedFuture(null);
  @Nullable RuntimeException thrown;
  int consumptions;
  private final Consumer<ScriptedClaim> onConsumption;

  ScriptedClaim(String id) {
    this(id, claim -> {});
  }

  private ScriptedClaim(String id, Consumer<ScriptedClaim> onConsumption) {
    super(
        new RecipeContext("A", "/queue", "/queue", new Scope()),
        new QueuedItem(id, 100, id.getBytes(UTF_8)),
        new CarelessCodec(),
        1,
        VALID,
        Runnable::run);
    this.onConsumption = onConsumption;
  }

  /** A new claim of the same item. */
  ScriptedClaim again(Consumer<ScriptedClaim> whenConsumed) {
    return new ScriptedClaim(id(), whenConsumed);
  }

  /** Text, whose bytes do not survive being decoded. */
  private static final class CarelessCodec implements Codec<String> {
    @Override
    public byte[] encode(String value) {
      return value.getBytes(UTF_8);
    }

    @Override
    public String decode(byte[] bytes) {
      String value = new String(bytes, UTF_8);
      Arrays.fill(bytes, (byte) 0);
      return value;
    }
  }

  @Override
  protected CompletableFuture<@Nullable Void> consumeInStore() {
    consumptions++;
    if (thrown != null) {
      throw thrown;
    }
    onConsumption.accept(this);
    return consumption;
  }

  @Override
  protected CompletableFuture<@Nullable Void> remove(HoldState how) {
    return CompletableFuture.completedFuture(null);
  }
}
