package dev.coordination.it.mutants;

import dev.coordination.tck.TckHarness;
import java.lang.reflect.Constructor;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A bug to be planted.
 *
 * @param name what is wrong, in a few words
 * @param rule the rule of the contract that must fail
 * @param origin who had it, or why one might have it
 * @param backend in which it is planted
 * @param edits what makes it
 */
record PlantedBug(
    String name, String rule, String origin, Backend backend, List<SourceEdit> edits) {

  /** Where a bug can be planted: what is run, over the sources of that backend. */
  enum Backend {
    MEMORY("dev.coordination.inmemory.InMemoryHarness", Duration.ZERO),
    ENGINE("dev.coordination.it.simulated.SimulatedHarness", Duration.ZERO),

    /** The engine, while every message takes time. */
    SLOW_ENGINE("dev.coordination.it.simulated.SimulatedHarness", Duration.ofMillis(10));

    private final String harness;
    private final Duration wire;

    Backend(String harness, Duration wire) {
      this.harness = harness;
      this.wire = wire;
    }

    /** Makes a harness of this backend, as that loader has its classes. */
    TckHarness newHarness(ClassLoader classes) {
      try {
        Class<?> type = classes.loadClass(harness);
        return (TckHarness) (wire.isZero() ? make(type) : make(type, wire));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }

    private static Object make(Class<?> type, Object... arguments)
        throws ReflectiveOperationException {
      Class<?>[] types = Arrays.stream(arguments).map(Object::getClass).toArray(Class<?>[]::new);
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(arguments);
    }
  }

  /** Returns the edited sources by the names of their types. */
  Map<String, String> sources() {
    Map<String, String> sources = new LinkedHashMap<>();
    for (SourceEdit edit : edits) {
      String before = sources.getOrDefault(edit.type(), edit.source());
      sources.put(edit.type(), edit.applyTo(before));
    }
    return sources;
  }

  /** Returns the same sources as they are. */
  Map<String, String> originals() {
    Map<String, String> sources = new LinkedHashMap<>();
    edits.forEach(edit -> sources.put(edit.type(), edit.source()));
    return sources;
  }

  @Override
  public String toString() {
    return name;
  }
}
