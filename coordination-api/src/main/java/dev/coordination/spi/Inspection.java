package dev.coordination.spi;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What recipes have left at a path of a store, as far as it can be told from there. Its lists
 * cannot be changed.
 *
 * @param path the path
 * @param at when it was looked at, by the client's wall clock
 * @param findings what was recognised: usually one recipe's; several if they share the path; none
 *     if nothing is there, or only what is foreign
 * @param foreign names of what lies below the path and belongs to no recipe at the path itself
 */
public record Inspection(String path, Instant at, List<Finding> findings, List<String> foreign) {

  /** {@return whether there is nothing at the path} */
  public boolean isEmpty() {
    return findings.isEmpty() && foreign.isEmpty();
  }

  /**
   * Tells whether the same is there as at another time.
   *
   * @param other the other inspection
   * @return whether they differ in nothing but the time
   */
  public boolean showsTheSameAs(Inspection other) {
    return path.equals(other.path)
        && findings.equals(other.findings)
        && foreign.equals(other.foreign);
  }

  /**
   * What one recipe has left.
   *
   * @param recipes what it may be: several where they leave the same, such as a lock and an
   *     election; none if no recipe leaves that
   * @param guess whether it is only what is left when nobody is there, which many recipes share
   * @param facts what there is to say of it as a whole
   * @param groups who and what is there: first who holds, then who waits
   */
  public record Finding(
      List<String> recipes, boolean guess, List<Fact> facts, List<Group> groups) {}

  /**
   * Something to say, under a name.
   *
   * @param name the name, a word
   * @param value a {@code Long}, a {@code Boolean}, an {@code Instant} or text
   */
  public record Fact(String name, Object value) {}

  /**
   * Those in one role.
   *
   * @param role the role, a word: {@code holder}, {@code waiting}, {@code member}, …
   * @param size how many there are
   * @param entries the first of them, in their order: all, unless they are very many
   */
  public record Group(String role, int size, List<Entry> entries) {}

  /**
   * One of those who are there.
   *
   * @param node where, in the store
   * @param subject what is held, where a path has several such things; or null
   * @param identifier who it is; or null if nobody, or nothing says who
   * @param token the fencing token of what is held; or null if nothing is
   * @param since when it came there, by the store's wall clock; or null if nothing is there
   * @param facts what else there is to say
   */
  public record Entry(
      String node,
      @Nullable String subject,
      @Nullable String identifier,
      @Nullable Long token,
      @Nullable Instant since,
      List<Fact> facts) {}
}
