package dev.coordination.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Prints results on stdout, always as UTF-8: as text, one value a line, or as JSON, one object a
 * line.
 *
 * <p>Text shows control characters escaped: identifiers come from others, and must neither break
 * the lines nor steer a terminal.
 */
final class Results {

  /** What is said of {@link #isUnread}. */
  static final String UNREAD = "cannot write to stdout: it is closed, or full";

  private final PrintStream out =
      new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
  private final boolean json;

  Results(boolean json) {
    this.json = json;
  }

  /**
   * One member of a result.
   *
   * @param name the name it has in JSON
   * @param value a number, a string, a boolean, members of its own, a list of such, or null for
   *     none
   */
  record Field(String name, @Nullable Object value) {}

  /** A result within a result. */
  record Members(List<Field> fields) {}

  static Field field(String name, @Nullable Object value) {
    return new Field(name, value);
  }

  /**
   * Prints one result.
   *
   * @param text what it is as text: a value, a list of one line each, or null for no line
   * @param fields what it is as JSON
   */
  void print(@Nullable Object text, Field... fields) {
    if (json) {
      out.println(toJson(fields));
    } else {
      printText(text);
    }
    out.flush();
  }

  /** Prints a line of our own making, which may be coloured; not as JSON. */
  void printStyled(String line) {
    if (!json) {
      out.println(line);
      out.flush();
    }
  }

  /** Tells whether nobody reads what is printed any more. */
  boolean isUnread() {
    return out.checkError();
  }

  /**
   * Fails if nobody has read what was printed.
   *
   * @param lost what cannot be had again, and so is said on stderr
   */
  void checkRead(String lost) {
    if (isUnread()) {
      throw new CommandFailure(ExitCode.UNREAD, UNREAD + "; " + lost);
    }
  }

  boolean isJson() {
    return json;
  }

  private void printText(@Nullable Object value) {
    if (value instanceof List<?> values) {
      values.forEach(this::printText);
    } else if (value != null) {
      out.println(printable(value.toString()));
    }
  }

  private static String toJson(Field... fields) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = new JsonFactory().createGenerator(text)) {
      write(generator, new Members(List.of(fields)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator generator, @Nullable Object value) throws IOException {
    if (value instanceof List<?> values) {
      generator.writeStartArray();
      for (Object element : values) {
        write(generator, element);
      }
      generator.writeEndArray();
    } else if (value instanceof Members members) {
      generator.writeStartObject();
      for (Field field : members.fields()) {
        generator.writeFieldName(field.name());
        write(generator, field.value());
      }
      generator.writeEndObject();
    } else if (value instanceof Long number) {
      generator.writeNumber(number);
    } else if (value instanceof Double number) {
      generator.writeNumber(number);
    } else if (value instanceof Boolean truth) {
      generator.writeBoolean(truth);
    } else if (value == null) {
      generator.writeNull();
    } else {
      generator.writeString(value.toString());
    }
  }

  /** Escapes what would break a line or steer a terminal; a tab does neither. */
  static String printable(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    text.codePoints().forEach(c -> append(escaped, c));
    return escaped.toString();
  }

  private static void append(StringBuilder escaped, int c) {
    boolean steers = Character.isISOControl(c) && c != '\t';
    if (steers || Character.getType(c) == Character.FORMAT) {
      escaped.append("\\u%04x".formatted(c));
    } else {
      escaped.appendCodePoint(c);
    }
  }
}
