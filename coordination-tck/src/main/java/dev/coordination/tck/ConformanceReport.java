package dev.coordination.tck;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of every rule on every backend, written as Markdown and JSON when the test run ends:
 * to the directory that the system property {@code coordination.tck.report} names, else to {@code
 * target/conformance}.
 *
 * <p>The test engine makes one of these for a run and closes it at the run's end. Where a build
 * divides one run among several JVMs, or gives its classes to the engine one by one, it names the
 * run by the system property {@code coordination.tck.run}, and the report covers all of it.
 */
final class ConformanceReport implements AutoCloseable {

  /** What became of a test. */
  enum Outcome {
    PASSED,
    ABORTED,
    FAILED
  }

  /** One test of one rule. */
  record Entry(String test, Outcome outcome, String reason) implements Serializable {}

  private final Map<String, BackendReport> backends = new TreeMap<>();
  private final Map<Class<?>, String> names = new HashMap<>();

  /** Remembers which backend a test class belongs to. */
  synchronized void backend(Class<?> testClass, String name) {
    names.put(testClass, name);
  }

  synchronized void passed(Class<?> testClass, String test, List<String> rules) {
    add(testClass, rules, new Entry(full(testClass, test), Outcome.PASSED, ""));
  }

  synchronized void aborted(Class<?> testClass, String test, List<String> rules, String reason) {
    add(testClass, rules, new Entry(full(testClass, test), Outcome.ABORTED, reason));
  }

  /** A failure counts against the rules cited by the test and against those it names itself. */
  synchronized void failed(
      Class<?> testClass, String test, List<String> cited, List<String> broken, String reason) {
    List<String> all = new ArrayList<>(cited);
    broken.stream().filter(rule -> !cited.contains(rule)).forEach(all::add);
    add(testClass, all, new Entry(full(testClass, test), Outcome.FAILED, reason));
  }

  private void add(Class<?> testClass, List<String> rules, Entry entry) {
    String backend = names.getOrDefault(testClass, testClass.getSimpleName());
    BackendReport report = backends.computeIfAbsent(backend, BackendReport::new);
    rules.forEach(rule -> report.add(rule, entry));
  }

  private static String full(Class<?> testClass, String test) {
    return testClass.getSimpleName() + "." + test;
  }

  @Override
  public synchronized void close() {
    var directory = Path.of(System.getProperty("coordination.tck.report", "target/conformance"));
    backends.values().forEach(new ReportFiles(directory)::write);
  }
}
