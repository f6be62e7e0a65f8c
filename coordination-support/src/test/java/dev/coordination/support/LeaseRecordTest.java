package dev.coordination.support;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coordination.MalformedDataException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseRecordTest {

  private static final Instant END = Instant.parse("2026-03-01T12:34:56Z");

  private static LeaseRecord decode(String json) {
    return LeaseRecord.decode("/lease", json.getBytes(UTF_8));
  }

  @Test
  void isWrittenAsPythonWritesIt() {
    assertThat(new LeaseRecord("host-1", END).encode())
        .asString(UTF_8)
        .isEqualTo("{\"version\": 1, \"holder\": \"host-1\", \"end\": \"2026-03-01T12:34:56\"}");
  }

  @Test
  void everyHolderIsWrittenInAsciiAndReadAgain() {
    String holder = "\"\\/\b\f\n\r\t\u0000\u001f\u007f\u00e4\u2028\ud83d\ude00";
    byte[] data = new LeaseRecord(holder, END).encode();
    assertThat(new String(data, StandardCharsets.US_ASCII))
        .contains(
            "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\\u007f\\u00e4\\u2028" + "\\ud83d\\ude00\"");
    assertThat(LeaseRecord.decode("/lease", data)).isEqualTo(new LeaseRecord(holder, END));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"version\":1,\"holder\":\"x\u00e4\",\"end\":\"2026-03-01T12:34:56\"}",
        " {\t\"end\" : \"2026-03-01T12:34:56\" ,\r\n \"holder\": \"x\\u00E4\", \"version\": 1.0e0 } ",
        "{\"holder\": \"first\", \"version\": 7, \"more\": [{\"a\": [-0.5E+2, null, true, false, \"\\/\"]}, []],"
            + " \"version\": 1, \"holder\": \"x\u00e4\", \"\\u0065nd\": \"2026-03-01T12:34:56\"}",
      })
  void whateverJsonWritesItIsRead(String json) {
    assertThat(decode(json)).isEqualTo(new LeaseRecord("x\u00e4", END));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "{}",
        "{\"version\": 1}",
        "{\"version\": 1, \"holder\": \"x\"}",
        "{\"version\": 1, \"end\": \"2026-03-01T12:34:56\"}",
        "{\"holder\": \"x\", \"end\": \"2026-03-01T12:34:56\"}",
        "{\"version\": 2, \"holder\": \"x\", \"end\": \"2026-03-01T12:34:56\"}",
        "{\"version\": \"1\", \"holder\": \"x\", \"end\": \"2026-03-01T12:34:56\"}",
        "{\"version\": true, \"holder\": \"x\", \"end\": \"2026-03-01T12:34:56\"}",
        "{\"version\": [], \"holder\": \"x\", \"end\": \"2026-03-01T12:34:56\"}",
        "{\"version\": 1, \"holder\": 5, \"end\": \"2026-03-01T12:34:56\"}",
        "{\"version\": 1, \"holder\": null, \"end\": \"2026-03-01T12:34:56\"}",
        "{\"version\": 1, \"holder\": \"x\", \"end\": \"2026-03-01T12:34:56Z\"}",
        "{\"version\": 1, \"holder\": \"x\", \"end\": \"2026-03-01T12:34:56.5\"}",
        "{\"version\": 1, \"holder\": \"x\", \"end\": \"2026-03-01 12:34:56\"}",
        "{\"version\": 1, \"holder\": \"x\", \"end\": \"2026-02-30T12:34:56\"}",
        "{\"version\": 1, \"holder\": \"x\", \"end\": \"2026-03-01T24:00:00\"}",
        "{\"version\": 1, \"holder\": \"x\", \"end\": \"+12026-03-01T12:34:6\"}",
      })
  void whatIsNoLeaseIsRefused(String json) {
    assertThatThrownBy(() -> decode(json))
        .isInstanceOf(MalformedDataException.class)
        .hasMessageContaining("/lease");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%s x",
        "%s,",
        "x%s",
        "[%s",
        "{%s}",
        "%s}",
        "\ufeff%s",
      })
  void whatIsNoJsonIsRefused(String around) {
    String json = "{\"version\": 1, \"holder\": \"x\", \"end\": \"2026-03-01T12:34:56\"}";
    assertThatThrownBy(() -> decode(around.formatted(json)))
        .isInstanceOf(MalformedDataException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "01",
        "1.",
        ".5",
        "-",
        "+1",
        "1e",
        "0x1",
        "NaN",
        "nul",
        "tru",
        "'x'",
        "\"\\x\"",
        "\"\\u12G4\"",
        "\"\\u\u0661234\"",
        "\"\n\"",
        "\"",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{,}",
        "",
      })
  void everyMemberMustBeJson(String value) {
    String json =
        "{\"version\": 1, \"holder\": \"x\", \"end\": \"2026-03-01T12:34:56\", \"more\": %s}";
    assertThatThrownBy(() -> decode(json.formatted(value)))
        .isInstanceOf(MalformedDataException.class);
  }

  @Test
  void noDepthOverflowsTheStack() {
    for (String opening : List.of("[", "{\"a\":")) {
      assertThatThrownBy(() -> decode("{\"more\": " + opening.repeat(100_000)))
          .isInstanceOf(MalformedDataException.class);
    }
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() {
    byte[] data = {'{', '"', (byte) 0xff, '"', ':', '1', '}'};
    assertThatThrownBy(() -> LeaseRecord.decode("/lease", data))
        .isInstanceOf(MalformedDataException.class);
  }

  @Test
  void theEndIsRoundedUp() {
    Instant now = Instant.parse("2026-03-01T12:00:00.250Z");
    assertThat(LeaseRecord.endAfter(now, Duration.ofMillis(750))).isEqualTo("2026-03-01T12:00:01Z");
    assertThat(LeaseRecord.endAfter(now, Duration.ofMillis(751))).isEqualTo("2026-03-01T12:00:02Z");
    assertThat(LeaseRecord.endAfter(now, Duration.ofSeconds(Long.MAX_VALUE)))
        .isEqualTo("9999-12-31T23:59:59Z");
  }
}
