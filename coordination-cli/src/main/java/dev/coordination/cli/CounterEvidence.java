package dev.coordination.cli;

import dev.coordination.cli.Entry.Deed;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * Whether the counter has counted.
 *
 * @param increments how many there had to be
 * @param counter what it says
 */
record CounterEvidence(int increments, long counter) implements Evidence {

  @Override
  public List<Claim> claims(Records records) {
    List<Long> values = records.numbers(Deed.COUNTED);
    Set<Long> distinct = new HashSet<>(values);
    boolean complete = LongStream.rangeClosed(1, increments).allMatch(distinct::contains);
    return List.of(
        new Claim(
            "counter",
            "%d increments: it says %d, none twice, none left out"
                .formatted(values.size(), counter),
            complete && values.size() == increments && counter == increments));
  }
}
