package dev.coordination.zookeeper.engine;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
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
 *   write lock       the same
 *   read lock        PATH/ID__rlock__NNNNNNNNNN   ephemeral sequential; data: identifier
 *   semaphore        PATH                         data: the limit, decimal digits; empty: none yet
 *   permit           PATH/ID                      ephemeral; data: identifier
 *   permits' guard   PATH-__lock__                a line of locks
 *   counter          PATH                         data: decimal digits; empty: default
 *   counter's line   PATH-__marks__/ID__lock__N…  as a lock's; data: empty
 *   counter's epoch  the version of PATH-__marks__
 *   queue            PATH/entry-PPP-NNNNNNNNNN    persistent sequential; data: the item
 *   locking queue    PATH/entries/entry-PPP-N…    the same
 *   its claims       PATH/taken/entry-PPP-N…      ephemeral; data: ID of the claim
 *   waiting takers   PATH-__wait__/ID__lock__N…   a line like a lock's, one place for a client
 *   party            PATH/ID__party__             ephemeral; data: identifier
 *   shallow party    PATH/ID-IDENTIFIER           ephemeral; data: identifier
 *   set partitioner  PATH/party                   a shallow party; data: identifier, LF, digest
 *   its items        PATH/locks/ITEM              a line of locks; data: empty
 *   lease            PATH/lease_holder            JSON: version 1, holder, end in UTC
 *   its changes      PATH/ID__lock__NNNNNNNNNN    a line of locks
 *   slot of several  PATH/0, PATH/1, …            a lease each
 *   barrier          PATH                         empty; its existence
 *   its parties      PATH-__waiters__/ID-NNNNNNNNNN  ephemeral sequential; data: identifier
 *   double barrier   PATH/ID                      ephemeral; data: identifier
 *   its marker       PATH/ready                   empty
 *   who was let in   PATH                         data: names of the nodes, an LF after each
 *   a client's marks PATH-__marks__/ID-SLOT       ephemeral; data: number of the write it came with
 * </pre>
 *
 * PPP is the priority. ID is one UUID for each attempt, in 32 hexadecimal digits without dashes.
 * Parents are plain persistent nodes with empty data.
 */
final class Layout {

  /** Empty, never null: other clients fail on null data. */
  static final byte[] NO_DATA = new byte[0];

  private static final String LOCK = "__lock__";
  private static final String READ_LOCK = "__rlock__";
  private static final String PARTY = "__party__";

  /** What the store appends to the name of a sequential node, ten characters wide. */
  static final String NUMBER = "(-\\d{9,10}|\\d{10})";

  /** The name of a permit, or of a participant of a double barrier. */
  private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{32}");

  private static final Pattern RECORD = Pattern.compile("([0-9a-fA-F]{32}\n)*");
  private static final Pattern SHALLOW_MEMBER = Pattern.compile("[0-9a-fA-F]{32}-.*");
  private static final Pattern WAITER = Pattern.compile("[0-9a-fA-F]{32}-" + NUMBER);
  private static final Pattern LIMIT = Pattern.compile("0*[1-9][0-9]*");

  private final Pattern contenders;

  /** In which way a contender wants what the line is for. */
  enum Mode {
    /** Alone: excludes everybody else. */
    EXCLUSIVE(LOCK),
    /** Together with others who share: excludes only those who want it alone. */
    SHARED(READ_LOCK);

    private final String suffix;

    Mode(String suffix) {
      this.suffix = suffix;
    }

    boolean excludes(Mode other) {
      return this == EXCLUSIVE || other == EXCLUSIVE;
    }
  }

  /** A contender's node: its name, its mode and its number, which gives its place in line. */
  record Entry(String name, Mode mode, int number) {
    static final Comparator<Entry> IN_LINE = Comparator.comparingInt(Entry::number);

    /** {@return whether the number gives no place any more} */
    boolean isExhausted() {
      return Layout.isExhausted(number);
    }
  }

  /** Creates the layout with further suffixes that count as exclusive contenders. */
  Layout(List<String> foreignSuffixes) {
    String suffixes =
        Stream.concat(Stream.of(LOCK, READ_LOCK), foreignSuffixes.stream())
            .map(Pattern::quote)
            .collect(Collectors.joining("|"));
    this.contenders = Pattern.compile("(" + suffixes + ")" + NUMBER + "$");
  }

  /** {@return the prefix of a contender's node; the store appends the number} */
  static String contender(String path, String id, Mode mode) {
    return path + "/" + id + mode.suffix;
  }

  /**
   * Reads the name of a child of a line, empty if it is no contender. A number that no server gives
   * out makes it somebody's file.
   */
  Optional<Entry> parse(String name) {
    Matcher matcher = contenders.matcher(name);
    if (!matcher.find()) {
      return Optional.empty();
    }
    Mode mode = matcher.group(1).equals(READ_LOCK) ? Mode.SHARED : Mode.EXCLUSIVE;
    return number(matcher.group(2)).map(number -> new Entry(name, mode, number));
  }

  /** Reads what matched {@link #NUMBER}, empty if no server gives out such a number. */
  static Optional<Integer> number(String digits) {
    long number = Long.parseLong(digits);
    return number == (int) number ? Optional.of((int) number) : Optional.empty();
  }

  /**
   * Whether a number gives no order any more: ZooKeeper's numbers turn negative after the greatest
   * if creates are in flight, and otherwise stay there, the same for everyone.
   */
  static boolean isExhausted(int number) {
    return number < 0 || number == Integer.MAX_VALUE;
  }

  /** {@return the contenders among the children of a line, in line} */
  List<Entry> line(List<String> children) {
    return children.stream()
        .map(this::parse)
        .flatMap(Optional::stream)
        .sorted(Entry.IN_LINE)
        .toList();
  }

  /** {@return the line in which contenders for a semaphore's permits stand} */
  static String guard(String path) {
    return path + "-" + LOCK;
  }

  static String permit(String path, String id) {
    return path + "/" + id;
  }

  /** {@return the permits among the children of a semaphore} */
  static Set<String> permits(List<String> children) {
    return children.stream().filter(name -> ID.matcher(name).matches()).collect(Collectors.toSet());
  }

  /**
   * Reads the limit of a semaphore, which another client may have set beyond what we could.
   *
   * @return the limit, or empty if the data is no limit
   */
  static Optional<BigInteger> limit(byte[] data) {
    String text = decode(data);
    return LIMIT.matcher(text).matches() ? Optional.of(new BigInteger(text)) : Optional.empty();
  }

  static byte[] encodeLimit(int limit) {
    return encode(Integer.toString(limit));
  }

  /** {@return a member's node in a party} */
  static String member(String path, String id) {
    return path + "/" + id + PARTY;
  }

  /** {@return whether a child of a party is a member} */
  static boolean isMember(String name) {
    return name.contains(PARTY) && !isShallowMember(name);
  }

  /** {@return a member's node in a shallow party} */
  static String shallowMember(String path, String id, String identifier) {
    return path + "/" + id + "-" + identifier;
  }

  /** {@return whether a child of a shallow party is a member} */
  static boolean isShallowMember(String name) {
    return SHALLOW_MEMBER.matcher(name).matches();
  }

  /**
   * {@return the identifier of a member of a shallow party: it may hold dashes, the ID has none}
   */
  static String shallowIdentifier(String name) {
    return name.substring(name.indexOf('-') + 1);
  }

  /** {@return the shallow party of those who divide a set} */
  static String partitionMembers(String path) {
    return path + "/party";
  }

  /** {@return where the items that are divided have their lines of locks} */
  static String partitionLocks(String path) {
    return path + "/locks";
  }

  /** {@return the line of locks of an item that is divided} */
  static String partitionLock(String path, String item) {
    return partitionLocks(path) + "/" + item;
  }

  /** {@return where those who wait at a barrier with parties have their entries} */
  static String waiters(String path) {
    return path + "-__waiters__";
  }

  /** {@return the prefix of an entry's node; the store appends the number} */
  static String waiter(String path, String id) {
    return waiters(path) + "/" + id + "-";
  }

  /** {@return whether a name is that of one who waits at a barrier} */
  static boolean isWaiter(String name) {
    return WAITER.matcher(name).matches();
  }

  /** {@return the node of a participant of a double barrier} */
  static String participant(String path, String id) {
    return path + "/" + id;
  }

  /** {@return the participants among the children of a double barrier, by name} */
  static List<String> participants(List<String> children) {
    return children.stream().filter(name -> ID.matcher(name).matches()).sorted().toList();
  }

  /** {@return the node that shows that a generation has been let in} */
  static String ready(String path) {
    return path + "/ready";
  }

  /** {@return what records at a double barrier who was let in} */
  static byte[] encodeRecord(List<String> names) {
    return encode(names.stream().map(name -> name + "\n").collect(Collectors.joining()));
  }

  /**
   * Reads who was let in.
   *
   * @return the names, or empty if the data is no such record
   */
  static Optional<Set<String>> record(byte[] data) {
    String text = decode(data);
    return RECORD.matcher(text).matches()
        ? Optional.of(text.lines().collect(Collectors.toSet()))
        : Optional.empty();
  }

  static String marks(String path) {
    return path + "-__marks__";
  }

  static String mark(String path, String id, int slot) {
    return marks(path) + "/" + id + "-" + slot;
  }

  /** {@return the prefix of an item's node; the store appends the number} */
  static String item(String items, int priority) {
    return String.format(Locale.ROOT, "%s/entry-%03d-", items, priority);
  }

  /** {@return the name that the store makes of a prefix and a number} */
  static String numbered(String prefix, int number) {
    return String.format(Locale.ROOT, "%s%010d", name(prefix), number);
  }

  /** {@return where a locking queue has its items} */
  static String entries(String path) {
    return path + "/entries";
  }

  /** {@return where a locking queue has the claims of its items} */
  static String taken(String path) {
    return path + "/taken";
  }

  /** {@return where the consumers of a queue that wait stand in line} */
  static String waiting(String path) {
    return path + "-__wait__";
  }

  /** {@return the node that says who has a lease} */
  static String leaseHolder(String path) {
    return path + "/lease_holder";
  }

  /**
   * {@return the path of the recipe that a node lies beside, empty if it has no such name; not of
   * what lies below such a node}
   */
  static Optional<String> owner(String path) {
    return Stream.of(guard(""), waiters(""), marks(""), waiting(""))
        .filter(path::endsWith)
        .map(suffix -> path.substring(0, path.length() - suffix.length()))
        .filter(owner -> !name(owner).isEmpty())
        .findFirst();
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
