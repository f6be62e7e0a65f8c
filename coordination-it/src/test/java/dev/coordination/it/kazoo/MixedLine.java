package dev.coordination.it.kazoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.it.Bounded;
import dev.coordination.it.Onlooker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One line at a path in which Python and both backends stand, each in a place that is known; a
 * grant says how to give it back.
 */
final class MixedLine {

  private final Onlooker onlooker;
  private final String path;
  private final List<String> names = new ArrayList<>();

  /** Those who are to be let in together, in the order of the line. */
  private final Deque<List<CompletableFuture<Runnable>>> groups = new ArrayDeque<>();

  MixedLine(Onlooker onlooker, String path) {
    this.onlooker = onlooker;
    this.path = path;
  }

  /** Returns when this one stands behind all others, to be let in when all of them have gone. */
  void behind(String name, CompletableFuture<Runnable> grant) {
    groups.add(new ArrayList<>());
    beside(name, grant);
  }

  /** Returns when this one stands behind all others, to be let in with the last of them. */
  void beside(String name, CompletableFuture<Runnable> grant) {
    groups.getLast().add(grant);
    names.add(name);
    var unused = onlooker.awaitInLine(path, names.size());
  }

  /**
   * Lets everybody in and out again, and fails where one is let in early or never.
   *
   * @param look is shown who stands in line, whenever one of them is about to give back
   */
  void passes(Consumer<List<String>> look) {
    while (!groups.isEmpty()) {
      for (var release : groups.remove().stream().map(Bounded::get).toList()) {
        look.accept(List.copyOf(names));
        assertThat(groups.stream().flatMap(List::stream))
            .as("behind those who are in")
            .noneMatch(CompletableFuture::isDone);
        release.run();
        names.remove(0);
      }
    }
  }
}
