package dev.coordination.support;

import dev.coordination.MalformedDataException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A counter's number as it is stored: decimal digits. It is read as Python's {@code int()} reads
 * it, because kazoo does, and written in its shortest form.
 */
public final class CounterText {

  private static final int SHOWN = 40;

  private CounterText() {}

  /**
   * Writes a number.
   *
   * @param value the number
   * @return its text
   */
  public static byte[] encode(long value) {
    return Long.toString(value).getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Reads a number: a sign or none, ASCII digits with single underscores between them or without,
   * and ASCII white space around it.
   *
   * @param text what is stored
   * @return the number, or null if that is none in the range of {@code long}
   */
  public static @Nullable Long parse(byte[] text) {
    int begin = 0;
    int end = text.length;
    while (begin < end && isSpace(text[begin])) {
      begin++;
    }
    while (begin < end && isSpace(text[end - 1])) {
      end--;
    }
    boolean signed = begin < end && (text[begin] == '-' || text[begin] == '+');
    boolean negative = signed && text[begin] == '-';
    return digits(text, signed ? begin + 1 : begin, end, negative);
  }

  /**
   * Makes the failure that says what stands there instead of a number.
   *
   * @param path where
   * @param text what is stored
   * @return the failure
   */
  public static MalformedDataException malformed(String path, byte[] text) {
    String latin = new String(text, StandardCharsets.ISO_8859_1);
    String visible = latin.replaceAll("[^ -~]", "?");
    String shown = visible.length() <= SHOWN ? visible : visible.substring(0, SHOWN) + "…";
    return new MalformedDataException(
        "the data at %s is no number of 64 bits: \"%s\"".formatted(path, shown));
  }

  private static @Nullable Long digits(byte[] text, int begin, int end, boolean negative) {
    long value = 0; // negative throughout: there is one more of these
    boolean digitDue = true;
    for (int i = begin; i < end; i++) {
      int digit = text[i] - '0';
      if (digit >= 0 && digit <= 9) {
        if (value < (Long.MIN_VALUE + digit) / 10) {
          return null;
        }
        value = value * 10 - digit;
        digitDue = false;
      } else if (text[i] == '_' && !digitDue) {
        digitDue = true;
      } else {
        return null;
      }
    }
    boolean tooLarge = !negative && value == Long.MIN_VALUE;
    return digitDue || tooLarge ? null : Long.valueOf(negative ? value : -value);
  }

  private static boolean isSpace(byte character) {
    return character == ' ' || (character >= '\t' && character <= '\r');
  }
}
