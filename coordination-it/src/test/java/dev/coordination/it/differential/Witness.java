package dev.coordination.it.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Sees a run, look by look. The first run of a schedule is just written down. Every other one is
 * compared with it: what must happen promptly has happened when it looks like that one, and it ends
 * at the first look that does not become the same.
 */
final class Witness {

  private final List<Seen> expected;
  private final List<Seen> looks = new ArrayList<>();
  private String step = "";
  private int begun;

  /** What was seen, and after which step. */
  record Seen(String step, Look look) {}

  /** Ends a run that has been seen to differ. */
  static final class Deviation extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private Witness(List<Seen> expected) {
    this.expected = expected;
  }

  /** Of a run that is the first. */
  static Witness ofTheFirst() {
    return new Witness(List.of());
  }

  /** Of a run that is to go like the first one. */
  static Witness expecting(Witness first) {
    return new Witness(first.looks);
  }

  void begins(String nextStep) {
    step = nextStep;
    begun++;
  }

  int stepsBegun() {
    return begun;
  }

  /** The run could not go on: if it is not the first, that is how it differs. */
  void sawFailure(Schedule<?> schedule, AssertionError failure) {
    if (expected.isEmpty()) {
      throw new AssertionError(
          "%s, in \"%s\": %s".formatted(schedule, step, failure.getMessage()), failure);
    }
    Look look = new Look();
    look.add("failed", failure.getMessage());
    looks.add(new Seen(step, look));
  }

  List<Seen> looks() {
    return looks;
  }

  void see(Scene scene, Supplier<Look> look) {
    AtomicReference<Look> last = new AtomicReference<>();
    boolean same =
        scene.within(
            () -> {
              last.set(look.get());
              return expected.isEmpty() || new Seen(step, last.get()).equals(next());
            });
    looks.add(new Seen(step, last.get()));
    scene.forgetEnded();
    if (!same) {
      throw new Deviation();
    }
  }

  /** What the first run saw then; it may have seen less, if there has been a difference unseen. */
  private Seen next() {
    int number = Math.min(looks.size(), expected.size() - 1);
    return expected.get(number);
  }

  /** Where this run is seen to differ from the first one: the number of the look. */
  int deviation() {
    for (int i = 0; i < looks.size() && !expected.isEmpty(); i++) {
      if (i >= expected.size() || !looks.get(i).equals(expected.get(i))) {
        return i;
      }
    }
    return Integer.MAX_VALUE;
  }
}
