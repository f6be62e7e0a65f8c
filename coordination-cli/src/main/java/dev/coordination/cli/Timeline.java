package dev.coordination.cli;

import static dev.coordination.cli.Results.field;

import java.util.List;
import picocli.CommandLine.Help.Ansi;

/** Prints what happens, while it happens: when, who, what. */
final class Timeline {

  private static final int BOLD = 1;
  private static final int RED = 31;
  private static final int GREEN = 32;
  private static final int[] COLOURS = {36, 33, 35, 34};

  private final Results results;
  private final boolean colourful = Ansi.AUTO.enabled();
  private final long start = System.nanoTime();

  Timeline(Results results) {
    this.results = results;
  }

  void heading(String text) {
    results.printStyled("");
    results.printStyled(styled(text, BOLD));
  }

  /** Prints what a worker has told. */
  void entry(Entry entry) {
    String what =
        switch (entry.deed()) {
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
    if (!what.isEmpty()) {
      event(entry.nanos(), entry.worker(), what);
    }
  }

  private static String listed(Entry entry) {
    return entry.item().isEmpty() ? "nothing" : String.join(" ", DivisionWork.listed(entry));
  }

  /** Prints what was checked; tells whether all of it held. */
  boolean summary(List<Claim> claims) {
    heading("Checked, from the workers' own records:");
    claims.forEach(this::claim);
    return claims.stream().allMatch(Claim::held);
  }

  private void claim(Claim claim) {
    String verdict = claim.held() ? "ok" : "FAILED";
    if (results.isJson()) {
      results.print(
          null,
          field("claim", claim.subject()),
          field("text", claim.text()),
          field("held", claim.held()));
    } else {
      String padded = "%-6s".formatted(verdict);
      results.printStyled(
          "  %s  %-9s  %s"
              .formatted(
                  styled(padded, claim.held() ? GREEN : RED), claim.subject(), claim.text()));
    }
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
      results.printStyled(
          "%7.2f  %s  %s".formatted(seconds, coloured("%-9s".formatted(who), who), what));
    }
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
