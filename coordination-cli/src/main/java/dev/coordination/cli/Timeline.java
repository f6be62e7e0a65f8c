package dev.coordination.cli;

import static dev.coordination.cli.Results.field;

import java.util.List;
import picocli.CommandLine.Help.Ansi;

/** Prints what happens, while it happens: when, who, what. */
final class Timeline {

  private static final int BOLD = 1;
  private static final int RED = 31;
  private static final int GREEN = 32;
  private static final int ITEMS_SHOWN = 12;
  private static final int[] COLOURS = {36, 33, 35, 34};

  private final Results results;
  private final boolean colourful;
  private final Runnable unread;
  private final long start = System.nanoTime();

  /**
   * Begins.
   *
   * @param results where it is printed
   * @param unread what to do when nobody reads it any more
   */
  Timeline(Results results, Runnable unread) {
    this(results, Ansi.AUTO.enabled(), unread);
  }

  Timeline(Results results, boolean colourful, Runnable unread) {
    this.results = results;
    this.colourful = colourful;
    this.unread = unread;
  }

  void heading(String text) {
    results.printStyled("");
    results.printStyled(styled(text, BOLD));
  }

  /** Prints what a worker has told. */
  void entry(Entry entry) {
    String what = words(entry);
    if (!what.isEmpty()) {
      event(entry.nanos(), entry.worker(), what);
    }
  }

  /** What a worker has told, as one says it; empty if it is not worth a line. */
  static String words(Entry entry) {
    return switch (entry.deed()) {
      case JOINED -> "joins, process " + entry.number();
      case ACQUIRED -> "has the lock, token " + entry.number();
      case LOST -> "loses the lock";
      case LEADING -> "leads, term " + entry.number();
      case RESIGNING -> "resigns";
      case DEPOSED -> "loses the lead";
      case CLAIMED -> "has %s, token %d".formatted(entry.item(), entry.number());
      case PUT_BACK -> "loses " + entry.item();
      case SHARING -> "asks for its share";
      case SHARE -> "works on " + listed(entry);
      case LEAVING -> "leaves";
      default -> "";
    };
  }

  private static String listed(Entry entry) {
    return entry.item().isEmpty()
        ? "nothing"
        : listed(DivisionWork.listed(entry), " ", ITEMS_SHOWN);
  }

  /** Joins the first of many. */
  static String listed(List<String> all, String separator, int shown) {
    int more = all.size() - shown;
    return more <= 0
        ? String.join(separator, all)
        : "%s and %d more".formatted(String.join(separator, all.subList(0, shown)), more);
  }

  /** Prints what was checked; tells whether all of it held. */
  boolean summary(List<Claim> claims) {
    heading("Checked, from the workers' own records:");
    claims.forEach(this::claim);
    return claims.stream().allMatch(Claim::held);
  }

  private void claim(Claim claim) {
    if (results.isJson()) {
      results.print(
          null,
          field("claim", claim.subject()),
          field("text", claim.text()),
          field("held", claim.held()));
    } else {
      results.printStyled(line(claim));
    }
  }

  String line(Claim claim) {
    String verdict = "%-6s".formatted(claim.held() ? "ok" : "FAILED");
    return "  %s  %-9s  %s"
        .formatted(styled(verdict, claim.held() ? GREEN : RED), claim.subject(), claim.text());
  }

  /** Prints an event that happens now. */
  void event(String who, String what) {
    event(System.nanoTime(), who, what);
  }

  /** Prints an event. */
  void event(long nanos, String who, String what) {
    double seconds = Math.round((nanos - start) / 1e7) / 100.0;
    if (results.isJson()) {
      results.print(null, field("seconds", seconds), field("who", who), field("event", what));
    } else {
      results.printStyled(line(seconds, who, what));
    }
    if (results.isUnread()) {
      unread.run();
    }
  }

  String line(double seconds, String who, String what) {
    return "%8.2f  %s  %s".formatted(seconds, coloured("%-9s".formatted(who), who), what);
  }

  /** Each worker has a colour: that of its number. */
  private String coloured(String text, String who) {
    String number = who.replaceAll("[^0-9]", "");
    return number.isEmpty()
        ? text
        : styled(text, COLOURS[Integer.parseInt(number) % COLOURS.length]);
  }

  private String styled(String text, int style) {
    return colourful ? "\u001b[%dm%s\u001b[m".formatted(style, text) : text;
  }
}
