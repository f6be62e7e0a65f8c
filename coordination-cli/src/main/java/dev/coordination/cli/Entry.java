package dev.coordination.cli;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

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

  /**
   * What workers do. Some deeds begin a time during which they hold something; others are signs
   * that they hold it still, or end it, and mean nothing without the first.
   */
  enum Deed {
    JOINED,
    ASKING,
    IN_LINE,
    ACQUIRED,
    RELEASING(ACQUIRED, true),
    LOST(ACQUIRED, true),
    COUNTED,
    LEADING,
    STILL_LEADING(LEADING, false),
    RESIGNING(LEADING, true),
    DEPOSED(LEADING, true),
    CLAIMED,
    WORKED(CLAIMED, false),
    CONSUMED(CLAIMED, true),
    PUT_BACK(CLAIMED, true),
    SHARING,
    TOOK,
    TENDED(TOOK, false),
    GAVE_UP(TOOK, true),
    SHARE,
    LEAVING,
    DONE;

    private final @Nullable Deed beginning;
    private final boolean isEnd;

    Deed() {
      this(null, false);
    }

    Deed(@Nullable Deed beginning, boolean isEnd) {
      this.beginning = beginning;
      this.isEnd = isEnd;
    }

    /** Whether it is a sign, or the end, of what that deed begins. */
    boolean belongsTo(Deed first) {
      return beginning == first;
    }

    boolean isEnd() {
      return isEnd;
    }

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
