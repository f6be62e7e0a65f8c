package dev.coordination.support;

import java.util.LinkedHashMap;
import java.util.Map;

/*
 * As much of JSON (RFC 8259) as it takes to read one object and its members, and to write a string.
 *
 * The whole text is checked. Of the values only what is asked for is kept: the text of a string, of a
 * number or literal its spelling, of an object or array nothing. Of several members of one name the
 * last counts, as in Python.
 */
final class Json {

  private static final int DEEPEST = 100;

  /** A value: a string with its text, or anything else with its spelling. */
  record Value(boolean isString, String text) {}

  /** Says where a text is no JSON. */
  static final class SyntaxException extends Exception {
    private static final long serialVersionUID = 1;

    SyntaxException(String message) {
      super(message);
    }
  }

  private final String text;
  private int at;
  private int depth;

  private Json(String text) {
    this.text = text;
  }

  /** Reads an object; its members that are objects or arrays have no text. */
  static Map<String, Value> parseObject(String text) throws SyntaxException {
    Json json = new Json(text);
    json.space();
    Map<String, Value> members = json.object();
    json.space();
    if (json.at < text.length()) {
      throw json.unexpected("the end");
    }
    return members;
  }

  /** Writes a string in ASCII, with the escapes that Python's {@code json.dumps} makes. */
  static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> quoted.append('\\').append(c);
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        case '\f' -> quoted.append("\\f");
        case '\b' -> quoted.append("\\b");
        default -> quoted.append(c >= ' ' && c <= '~' ? String.valueOf(c) : escape(c));
      }
    }
    return quoted.append('"').toString();
  }

  private static String escape(char c) {
    String digits = Integer.toHexString(c);
    return "\\u" + "0".repeat(4 - digits.length()) + digits;
  }

  // ---- values

  private Map<String, Value> object() throws SyntaxException {
    Map<String, Value> members = new LinkedHashMap<>();
    open('{');
    if (!closes('}')) {
      do {
        space();
        String name = string();
        space();
        expect(':');
        members.put(name, value());
      } while (continues('}'));
    }
    return members;
  }

  private void array() throws SyntaxException {
    open('[');
    if (!closes(']')) {
      do {
        var unused = value();
      } while (continues(']'));
    }
  }

  private Value value() throws SyntaxException {
    space();
    int begin = at;
    switch (peek()) {
      case '"' -> {
        return new Value(true, string());
      }
      case '{' -> {
        var unused = object();
        return new Value(false, "");
      }
      case '[' -> {
        array();
        return new Value(false, "");
      }
      case 't' -> literal("true");
      case 'f' -> literal("false");
      case 'n' -> literal("null");
      default -> number();
    }
    return new Value(false, text.substring(begin, at));
  }

  private void open(char bracket) throws SyntaxException {
    expect(bracket);
    if (++depth > DEEPEST) {
      throw new SyntaxException("more than %s levels deep".formatted(DEEPEST));
    }
  }

  /** Whether an object or array that has just begun ends at once. */
  private boolean closes(char bracket) {
    space();
    return ends(bracket);
  }

  /** Whether there is another member or element. */
  private boolean continues(char bracket) throws SyntaxException {
    space();
    if (ends(bracket)) {
      return false;
    }
    expect(',');
    return true;
  }

  private boolean ends(char bracket) {
    boolean ends = peek() == bracket;
    if (ends) {
      at++;
      depth--;
    }
    return ends;
  }

  private void literal(String word) throws SyntaxException {
    if (!text.startsWith(word, at)) {
      throw unexpected(word);
    }
    at += word.length();
  }

  private void number() throws SyntaxException {
    skip('-');
    if (!skip('0')) {
      digits();
    }
    if (skip('.')) {
      digits();
    }
    if (skip('e') || skip('E')) {
      if (!skip('+')) {
        skip('-');
      }
      digits();
    }
  }

  private void digits() throws SyntaxException {
    int begin = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    if (begin == at) {
      throw unexpected("a value");
    }
  }

  // ---- strings

  private String string() throws SyntaxException {
    expect('"');
    StringBuilder content = new StringBuilder();
    while (!skip('"')) {
      char c = next();
      if (c < ' ') {
        throw new SyntaxException("a control character in a string, at " + (at - 1));
      }
      content.append(c == '\\' ? escaped() : c);
    }
    return content.toString();
  }

  private char escaped() throws SyntaxException {
    char c = next();
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'f' -> '\f';
      case 'b' -> '\b';
      case 'u' -> unit();
      default -> throw new SyntaxException("an unknown escape, at " + (at - 1));
    };
  }

  private char unit() throws SyntaxException {
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      int digit = hex(next());
      if (digit < 0) {
        throw new SyntaxException("no hexadecimal digit, at " + (at - 1));
      }
      unit = unit * 16 + digit;
    }
    return (char) unit;
  }

  /** Not {@link Character#digit}, which knows the digits of all scripts. */
  private static int hex(char c) {
    return "0123456789abcdef".indexOf(c <= 'F' && c >= 'A' ? c - 'A' + 'a' : c);
  }

  // ---- characters

  private void space() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  /** The next character; at the end one that begins nothing. */
  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private char next() throws SyntaxException {
    if (at >= text.length()) {
      throw new SyntaxException("it ends too early");
    }
    return text.charAt(at++);
  }

  private boolean skip(char c) {
    boolean there = at < text.length() && text.charAt(at) == c;
    at += there ? 1 : 0;
    return there;
  }

  private void expect(char c) throws SyntaxException {
    if (!skip(c)) {
      throw unexpected("'" + c + "'");
    }
  }

  private SyntaxException unexpected(String what) {
    return new SyntaxException("%s expected at %s".formatted(what, at));
  }
}
