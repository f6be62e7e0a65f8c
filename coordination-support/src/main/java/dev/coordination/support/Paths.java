package dev.coordination.support;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The one place for what is a legal path and a legal identifier.
 *
 * <p>The rule for paths is ZooKeeper's, so that every backend takes the same ones, less the root
 * and ZooKeeper's own subtree.
 */
public final class Paths {

  private static final String RESERVED = "/zookeeper";

  private Paths() {}

  /**
   * Checks a path that an application passed.
   *
   * @param path the path
   * @return the same path
   * @throws IllegalArgumentException if it is not legal; the message says where and why
   */
  public static String check(String path) {
    if (!path.startsWith("/")) {
      throw illegal(path, "it does not start with '/'");
    }
    if (path.equals("/")) {
      throw illegal(path, "the root is not a place for a recipe");
    }
    if (path.endsWith("/")) {
      throw illegal(path, "it ends with '/'");
    }
    checkCharacters(path);
    checkElements(path);
    if (path.equals(RESERVED) || path.startsWith(RESERVED + "/")) {
      throw illegal(path, RESERVED + " is reserved to the store");
    }
    return path;
  }

  /**
   * Checks a path and puts it under a prefix.
   *
   * @param prefix a checked path, or empty for none
   * @param path the path
   * @return both together
   * @throws IllegalArgumentException if the path is not legal
   */
  public static String join(String prefix, String path) {
    return prefix + check(path);
  }

  /**
   * Checks an identifier: any string that UTF-8 can encode.
   *
   * @param identifier the identifier
   * @return the same identifier
   * @throws IllegalArgumentException if it holds an unpaired surrogate
   */
  public static String checkIdentifier(String identifier) {
    try {
      var unused = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(identifier));
      return identifier;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("identifier holds an unpaired surrogate", e);
    }
  }

  /**
   * Checks an identifier that is to be the last part of a path's element: without {@code /} and the
   * characters that no path may hold. It may be empty.
   *
   * @param identifier the identifier
   * @return the same identifier
   * @throws IllegalArgumentException if it is not fit
   */
  public static String checkPart(String identifier) {
    for (int i = 0; i < identifier.length(); i++) {
      char c = identifier.charAt(i);
      if (c == '/' || isForbidden(c)) {
        throw new IllegalArgumentException(
            "\"%s\" cannot be a part of a path: illegal character U+%04X at %s"
                .formatted(identifier, (int) c, i));
      }
    }
    return identifier;
  }

  /**
   * Checks what is to be one element of a path.
   *
   * @param element the element
   * @return the same element
   * @throws IllegalArgumentException if it is not legal; the message says why
   */
  public static String checkElement(String element) {
    checkElements("/" + checkPart(element));
    return element;
  }

  private static void checkElements(String path) {
    for (String element : path.substring(1).split("/", -1)) {
      if (element.isEmpty()) {
        throw illegal(path, "it has an empty element");
      }
      if (element.equals(".") || element.equals("..")) {
        throw illegal(path, "relative elements are not allowed");
      }
    }
  }

  private static void checkCharacters(String path) {
    for (int i = 0; i < path.length(); i++) {
      if (isForbidden(path.charAt(i))) {
        throw illegal(path, "illegal character U+%04X at %s".formatted((int) path.charAt(i), i));
      }
    }
  }

  private static boolean isForbidden(char c) {
    return c <= '\u001f'
        || (c >= '\u007f' && c <= '\u009f')
        || (c >= '\ud800' && c <= '\uf8ff')
        || c >= '\ufff0';
  }

  private static IllegalArgumentException illegal(String path, String why) {
    return new IllegalArgumentException("illegal path \"%s\": %s".formatted(path, why));
  }
}
