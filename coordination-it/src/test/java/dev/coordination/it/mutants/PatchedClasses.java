package dev.coordination.it.mutants;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * A copy of our classes with some of them replaced. Everything of ours is loaded anew, harness and
 * simulation included, except what the kit sees: the public interfaces and the kit itself. So all
 * types of a copy match each other, and packages stay whole.
 */
final class PatchedClasses extends ClassLoader {

  private static final List<String> ANEW =
      List.of(
          "dev.coordination.support.",
          "dev.coordination.inmemory.",
          "dev.coordination.zookeeper.engine.",
          "dev.coordination.it.simulated.");

  private final Map<String, byte[]> patched;

  /** Creates a copy in which the given classes replace those of the same names. */
  PatchedClasses(Map<String, byte[]> patched) {
    super(PatchedClasses.class.getClassLoader());
    this.patched = Map.copyOf(patched);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (ANEW.stream().noneMatch(name::startsWith)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded != null ? loaded : define(name);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    byte[] bytes = patched.containsKey(name) ? patched.get(name) : original(name);
    return defineClass(name, bytes, 0, bytes.length);
  }

  private byte[] original(String name) throws ClassNotFoundException {
    try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
