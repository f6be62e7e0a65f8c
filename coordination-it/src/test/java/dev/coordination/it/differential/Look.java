package dev.coordination.it.differential;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What there was to see at one moment of a run, by aspects, as text to compare and to read. */
final class Look {

  private final Map<String, String> aspects = new LinkedHashMap<>();

  void add(String aspect, Object seen) {
    aspects.put(aspect, String.valueOf(seen));
  }

  Map<String, String> aspects() {
    return aspects;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Look look && aspects.equals(look.aspects);
  }

  @Override
  public int hashCode() {
    return aspects.hashCode();
  }

  @Override
  public String toString() {
    return aspects.entrySet().stream()
        .map(aspect -> aspect.getKey() + " " + aspect.getValue())
        .collect(Collectors.joining(", "));
  }
}
