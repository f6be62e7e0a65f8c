package dev.coordination.zookeeper.engine;

import dev.coordination.spi.Inspection.Fact;
import dev.coordination.spi.Inspection.Finding;
import dev.coordination.spi.Inspection.Group;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * What a recipe has left at a path.
 *
 * @param finding what there is to tell of it
 * @param children the names of the path's children that are its own
 */
record Trace(Finding finding, Set<String> children) {

  /** Finds the traces of some recipes. */
  interface Finder {

    /** {@return what these recipes have left, none if there is nothing of theirs} */
    CompletableFuture<List<Trace>> find(Sight sight, Look look);
  }

  /** A trace that leaves no doubt, but for recipes that leave the same. */
  static Trace of(
      List<String> recipes, List<Fact> facts, List<Group> groups, Collection<String> children) {
    return of(true, recipes, facts, groups, children);
  }

  /** What others may have left as well, who use the same names. */
  static Trace guess(
      List<String> recipes, List<Fact> facts, List<Group> groups, Collection<String> children) {
    return of(false, recipes, facts, groups, children);
  }

  static Trace of(
      boolean sure,
      List<String> recipes,
      List<Fact> facts,
      List<Group> groups,
      Collection<String> children) {
    return new Trace(
        new Finding(recipes, !sure, List.copyOf(facts), List.copyOf(groups)), Set.copyOf(children));
  }

  /** Nothing was found. */
  static CompletableFuture<List<Trace>> none() {
    return CompletableFuture.completedFuture(List.of());
  }
}
