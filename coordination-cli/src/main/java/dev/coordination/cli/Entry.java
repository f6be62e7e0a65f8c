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

  /** What a deed tells of something that another deed has begun to hold. */
  enum Part {
    /** It is held still. */
    SIGN,
    /** It is given out of hands now. */
    END,
    /** It is held no longer: not since some time after the last sign. */
    LOSS
  }

  /** What workers do. */
  enum Deed {
    JOINED,
    ASKING,
    IN_LINE,
    ACQUIRED,
    HOLDING(ACQUIRED, Part.SIGN),
    RELEASING(ACQUIRED, Part.END),
    LOST(ACQUIRED, Part.LOSS),
    COUNTED,
    LEADING,
    STILL_LEADING(LEADING, Part.SIGN),
    RESIGNING(LEADING, Part.END),
    DEPOSED(LEADING, Part.LOSS),
    CLAIMED,
    WORKED(CLAIMED, Part.SIGN),
    CONSUMED(CLAIMED, Part.END),
    PUT_BACK(CLAIMED, Part.LOSS),
    SHARING,
    TOOK,
    TENDED(TOOK, Part.SIGN),
    GAVE_UP(TOOK, Part.END),
    SHARE,
    LEAVING,
    DONE;

    private final @Nullable Deed beginning;
    private final @Nullable Part part;

    Deed() {
      this(null, null);
    }

    Deed(@Nullable Deed beginning, @Nullable Part part) {
      this.beginning = beginning;
      this.part = part;
    }

    /** Whether it tells of what that deed has begun. */
    boolean belongsTo(Deed first) {
      return beginning == first;
    }

    boolean is(Part some) {
      return part == some;
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
