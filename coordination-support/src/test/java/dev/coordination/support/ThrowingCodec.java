package dev.coordination.support;

import dev.coordination.Codec;
import org.jspecify.annotations.Nullable;

/** A codec that encodes to, and decodes from, nothing at all: it throws, or returns null. */
record ThrowingCodec(@Nullable Error thrown) implements Codec<String> {

  @Override
  public byte[] encode(String value) {
    return refused();
  }

  @Override
  public String decode(byte[] bytes) {
    return refused();
  }

  @SuppressWarnings({
    "NullAway",
    "TypeParameterUnusedInFormals"
  }) // which is what such a codec is about
  private <X> X refused() {
    if (thrown != null) {
      throw thrown;
    }
    return null;
  }
}
