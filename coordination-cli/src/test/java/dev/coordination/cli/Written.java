package dev.coordination.cli;

import dev.coordination.cli.Entry.Deed;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Records of workers, as a test writes them. */
final class Written {

  private static final long SECOND = 1_000_000_000;

  private final List<Entry> entries = new ArrayList<>();

  void add(String worker, double seconds, Deed deed, long number) {
    add(worker, seconds, deed, number, "");
  }

  void add(String worker, double seconds, Deed deed, long number, String item) {
    entries.add(new Entry(worker, nanos(seconds), deed, number, item));
  }

  /** Writes some entries differently. */
  void replace(Deed deed, long number, UnaryOperator<Entry> change) {
    entries.replaceAll(
        entry -> entry.deed() == deed && entry.number() == number ? change.apply(entry) : entry);
  }

  /** Writes another token wherever this one stands. */
  void renumber(long token, long other) {
    entries.replaceAll(entry -> entry.number() == token ? numbered(entry, other) : entry);
  }

  void remove(Predicate<Entry> unwritten) {
    entries.removeIf(unwritten);
  }

  /** The subjects of the claims that these records do not bear out. */
  List<String> refused(Evidence... evidence) {
    return judged(evidence).filter(claim -> !claim.held()).map(Claim::subject).toList();
  }

  /** All claims, whether these records bear them out or not. */
  Stream<Claim> judged(Evidence... evidence) {
    Records records = new Records(entries);
    return Stream.of(evidence).flatMap(each -> each.claims(records).stream());
  }

  static Death death(String worker, double seconds) {
    return new Death(worker, nanos(seconds), nanos(seconds + 0.1));
  }

  static Entry at(Entry entry, double seconds) {
    return new Entry(entry.worker(), nanos(seconds), entry.deed(), entry.number(), entry.item());
  }

  static Entry numbered(Entry entry, long number) {
    return new Entry(entry.worker(), entry.nanos(), entry.deed(), number, entry.item());
  }

  static long nanos(double seconds) {
    return (long) (seconds * SECOND);
  }
}
