package dev.coordination.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CounterTextTest {

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, 42, Long.MAX_VALUE, Long.MIN_VALUE})
  void whatIsWrittenIsRead(long value) {
    assertThat(CounterText.parse(CounterText.encode(value))).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "+5", "05", "0_0_5", " 5", "5\n", "\t\u000b\f\r +5 \n"})
  void five(String text) {
    assertThat(parse(text)).isEqualTo(5);
  }

  @Test
  void theWholeRange() {
    assertThat(parse("9_223_372_036_854_775_807")).isEqualTo(Long.MAX_VALUE);
    assertThat(parse("-0009223372036854775808")).isEqualTo(Long.MIN_VALUE);
    assertThat(parse("-0")).isZero();
    assertThat(parse("0".repeat(100_000) + "7")).isEqualTo(7);
  }

  /** Python's int() refuses all of these, but those that are too large for us. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "+",
        "-",
        "+-5",
        "+ 5",
        "_5",
        "5_",
        "5__0",
        "-_5",
        "0x10",
        "1e3",
        "5.0",
        "5\0",
        "\u001c5",
        "\u00a05",
        "\u0665",
        "5 5",
        "9223372036854775808",
        "-9223372036854775809",
        "92233720368547758070",
        "18446744073709551621"
      })
  void noNumber(String text) {
    assertThat(parse(text)).isNull();
  }

  @Test
  void aLongTextIsShownInPart() {
    byte[] text = ("a\u0007" + "b".repeat(1000)).getBytes(StandardCharsets.UTF_8);
    assertThat(CounterText.malformed("/n", text))
        .hasMessageStartingWith("the data at /n is no number of 64 bits: \"a?bbb")
        .hasMessageMatching(".{80,100}");
  }

  private static Long parse(String text) {
    return CounterText.parse(text.getBytes(StandardCharsets.UTF_8));
  }
}
