package dev.coordination.cli;

import java.util.Locale;

/**
 * One line of a worker's record: what it did, and when by the monotonic clock, which is the same
 * for all processes of a machine.
 *
 * @param worker who
 * @param nanos when
 * @param deed what
 * @param number the token, the term or the value
 * @param item the job or the items that it was done to; may be empty
 */
record Entry(String worker, long nanos, Deed deed, long number, String item) {

  /** What workers do. */
  enum Deed {
    JOINED,
    ACQUIRED,
    RELEASING,
    COUNTED,
    LEADING,
    STILL_LEADING,
    RESIGNING,
    CLAIMED,
    CONSUMED,
    SHARING,
    TOOK,
    GAVE_UP,
    SHARE,
    LEAVING,
    WORKED,
    DONE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  String format() {
    return "%s %d %s %d %s".formatted(worker, nanos, deed, number, item);
  }

  static Entry parse(String line) {
    String[] parts = line.split(" ", -1);
    Deed deed = Deed.valueOf(parts[2].toUpperCase(Locale.ROOT).replace('-', '_'));
    return new Entry(parts[0], Long.parseLong(parts[1]), deed, Long.parseLong(parts[3]), parts[4]);
  }
}
