package dev.coordination.zookeeper.engine;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which nodes the recipes write, apart from any algorithm: kazoo's layout, so that both can share
 * them.
 *
 * <pre>
 *   lock, election   PATH/ID__lock__NNNNNNNNNN    ephemeral sequential; data: identifier
 *   counter          PATH                         data: decimal digits; empty: default
 *   counter's mark   PATH-__marks__/ID-SLOT       ephemeral; data: number of the write it came with
 * </pre>
 *
 * ID is one UUID for each attempt, in 32 hexadecimal digits without dashes. Parents are plain
 * persistent nodes with empty data.
 */
final class Layout {

  /** Empty, never null: other clients fail on null data. */
  static final byte[] NO_DATA = new byte[0];

  private static final String LOCK = "__lock__";
  private static final String READ_LOCK = "__rlock__";

  private final Pattern contenders;

  /** A contender's node: its name and its number, which gives its place in line. */
  record Entry(String name, int number) {
    static final Comparator<Entry> IN_LINE = Comparator.comparingInt(Entry::number);

    /**
     * Whether the number gives no place any more: ZooKeeper's numbers turn negative after the
     * greatest if creates are in flight, and otherwise stay there, the same for everyone.
     */
    boolean isExhausted() {
      return number < 0 || number == Integer.MAX_VALUE;
    }
  }

  /** Creates the layout with further suffixes that count as contenders. */
  Layout(List<String> foreignSuffixes) {
    String suffixes =
        Stream.concat(Stream.of(LOCK, READ_LOCK), foreignSuffixes.stream())
            .map(Pattern::quote)
            .collect(Collectors.joining("|"));
    this.contenders = Pattern.compile("(?:" + suffixes + ")(-\\d{9,10}|\\d{10})$");
  }

  /** {@return the prefix of an exclusive contender's node; the store appends the number} */
  static String contender(String path, String id) {
    return path + "/" + id + LOCK;
  }

  /** Reads the name of a child of a line, empty if it is no contender. */
  Optional<Entry> parse(String name) {
    Matcher matcher = contenders.matcher(name);
    return matcher.find()
        ? Optional.of(new Entry(name, Integer.parseInt(matcher.group(1))))
        : Optional.empty();
  }

  /** {@return the contenders among the children of a line, in line} */
  List<Entry> line(List<String> children) {
    return children.stream()
        .map(this::parse)
        .flatMap(Optional::stream)
        .sorted(Entry.IN_LINE)
        .toList();
  }

  static String marks(String path) {
    return path + "-__marks__";
  }

  static String mark(String path, String id, int slot) {
    return marks(path) + "/" + id + "-" + slot;
  }

  /** {@return everything above a node, topmost first} */
  static List<String> parents(String path) {
    List<String> parents = new ArrayList<>();
    for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
      parents.add(path.substring(0, slash));
    }
    return parents;
  }

  /** {@return the last element of a path} */
  static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  static byte[] encode(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String decode(byte[] data) {
    return new String(data, StandardCharsets.UTF_8);
  }
}
