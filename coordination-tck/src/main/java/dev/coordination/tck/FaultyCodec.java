package dev.coordination.tck;

import dev.coordination.Codec;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A codec of text that throws, or answers null, where it meets one text, and that keeps and spoils
 * the bytes it is given.
 */
final class FaultyCodec implements Codec<String> {

  private final Codec<String> sound = Codec.utf8();
  private final String bad;
  private final boolean encodes;
  private final @Nullable Throwable thrown;

  private FaultyCodec(String bad, boolean encodes, @Nullable Throwable thrown) {
    this.bad = bad;
    this.encodes = encodes;
    this.thrown = thrown;
  }

  /** One that does not encode this text; it answers null if there is nothing to throw. */
  static Codec<String> encoding(String bad, @Nullable Throwable thrown) {
    return new FaultyCodec(bad, false, thrown);
  }

  /** One that does not decode this text; it answers null if there is nothing to throw. */
  static Codec<String> decoding(String bad, @Nullable Throwable thrown) {
    return new FaultyCodec(bad, true, thrown);
  }

  @Override
  public byte[] encode(String value) {
    return !encodes && value.equals(bad) ? fails() : sound.encode(value);
  }

  @Override
  public String decode(byte[] bytes) {
    String value = sound.decode(bytes);
    Arrays.fill(bytes, (byte) '?');
    return encodes && value.equals(bad) ? fails() : value;
  }

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // no codec should return null
  private <X> X fails() {
    if (thrown instanceof Error error) {
      throw error;
    } else if (thrown instanceof RuntimeException failure) {
      throw failure;
    }
    return null;
  }
}
