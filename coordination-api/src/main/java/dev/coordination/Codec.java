package dev.coordination;

import java.nio.charset.StandardCharsets;

/**
 * Turns the values of a queue into bytes and back. An implementation is stateless or thread-safe:
 * it is called by any thread that puts or takes.
 *
 * <pre>{@code
 * DistributedQueue<String> mails = client.queue("/mails", Codec.utf8());
 * }</pre>
 *
 * @param <T> the type of the values
 */
public interface Codec<T> {

  /**
   * Encodes a value. What this throws is thrown by the method that puts; nothing is sent.
   *
   * @param value the value
   * @return its bytes, which the caller may keep
   */
  byte[] encode(T value);

  /**
   * Decodes a value. What this throws is thrown by the method that takes, and the item stays where
   * it is.
   *
   * @param bytes what {@link #encode}, or somebody else's program, produced
   * @return the value
   */
  T decode(byte[] bytes);

  /**
   * Returns the codec that leaves bytes as they are. It copies: changing an array after it was put,
   * or after it was taken, changes nothing else.
   *
   * @return the codec
   */
  static Codec<byte[]> bytes() {
    return new Codec<>() {
      @Override
      public byte[] encode(byte[] value) {
        return value.clone();
      }

      @Override
      public byte[] decode(byte[] bytes) {
        return bytes.clone();
      }
    };
  }

  /**
   * Returns the codec of text in UTF-8. What is no UTF-8 decodes to replacement characters.
   *
   * @return the codec
   */
  static Codec<String> utf8() {
    return new Codec<>() {
      @Override
      public byte[] encode(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
      }

      @Override
      public String decode(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
      }
    };
  }
}
