package dev.coordination.support;

import dev.coordination.MalformedDataException;
import dev.coordination.support.Json.SyntaxException;
import dev.coordination.support.Json.Value;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who has a lease, and until when, as kazoo stores it:
 *
 * <pre>{"version": 1, "holder": "host-1", "end": "2026-03-01T12:00:00"}</pre>
 *
 * <p>The end is UTC and in whole seconds. Whatever JSON writes this object in another way is read
 * as well; further members are ignored.
 *
 * @param holder the identifier
 * @param end until when
 */
public record LeaseRecord(String holder, Instant end) {

  /** The last instant that four digits for the year can say. */
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  private static final DateTimeFormatter END =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  private static final int LENGTH_OF_END = "YYYY-MM-DDTHH:MM:SS".length();
  private static final int SHOWN = 80;

  /** {@return the stored end of a lease that begins now: rounded up, so that it is no shorter} */
  static Instant endAfter(Instant now, Duration duration) {
    if (duration.compareTo(Duration.between(now, LAST)) >= 0) {
      return LAST;
    }
    Instant exact = now.plus(duration);
    Instant whole = exact.truncatedTo(ChronoUnit.SECONDS);
    return whole.equals(exact) ? whole : whole.plusSeconds(1);
  }

  /** {@return this record extended to an end, unless its own is later} */
  LeaseRecord until(Instant later) {
    return later.isAfter(end) ? new LeaseRecord(holder, later) : this;
  }

  byte[] encode() {
    String time = END.format(LocalDateTime.ofInstant(end, ZoneOffset.UTC));
    String json =
        "{\"version\": 1, \"holder\": %s, \"end\": \"%s\"}".formatted(Json.quote(holder), time);
    return json.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Reads what is stored.
   *
   * @param path where, for messages
   * @param data what
   * @return the record
   * @throws MalformedDataException if it is none, or of an unknown version
   */
  public static LeaseRecord decode(String path, byte[] data) {
    try {
      Map<String, Value> members = Json.parseObject(text(data));
      checkVersion(members.get("version"));
      return new LeaseRecord(string(members, "holder"), end(string(members, "end")));
    } catch (SyntaxException | DateTimeParseException | CharacterCodingException e) {
      throw new MalformedDataException(
          "the data at %s is no lease: %s: \"%s\"".formatted(path, reason(e), shown(data)), e);
    }
  }

  private static String text(byte[] data) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(data)).toString();
  }

  private static void checkVersion(@Nullable Value version) throws SyntaxException {
    if (version == null || version.isString() || !isOne(version.text())) {
      throw new SyntaxException("it has no version, or not version 1");
    }
  }

  /** However the number is spelled. */
  private static boolean isOne(String number) {
    try {
      return Double.parseDouble(number) == 1;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static String string(Map<String, Value> members, String name) throws SyntaxException {
    Value value = members.get(name);
    if (value == null || !value.isString()) {
      throw new SyntaxException("it has no text under \"" + name + "\"");
    }
    return value.text();
  }

  private static Instant end(String text) throws SyntaxException {
    if (text.length() != LENGTH_OF_END) {
      throw new SyntaxException("its end is no time in whole seconds without a zone");
    }
    return LocalDateTime.parse(text, END).toInstant(ZoneOffset.UTC);
  }

  private static String reason(Exception why) {
    return why instanceof CharacterCodingException
        ? "it is not UTF-8"
        : String.valueOf(why.getMessage());
  }

  private static String shown(byte[] data) {
    String visible = new String(data, StandardCharsets.ISO_8859_1).replaceAll("[^ -~]", "?");
    return visible.length() <= SHOWN ? visible : visible.substring(0, SHOWN) + "…";
  }
}
