package dev.coordination.it.mutants;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.coordination.tck.Rule;
import dev.coordination.tck.TckHarness;
import dev.coordination.tck.TckTest;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs tests of the kit, one at a time, on harnesses of the caller's choice. */
final class KitRunner {

  private static final Pattern RULES = Pattern.compile("\\[([A-Z]+-\\d+(?:, [A-Z]+-\\d+)*)] .*");

  private final Launcher launcher =
      LauncherFactory.create(
          LauncherConfig.builder()
              .enableTestExecutionListenerAutoRegistration(false)
              .enableLauncherSessionListenerAutoRegistration(false)
              .enableLauncherDiscoveryListenerAutoRegistration(false)
              .enablePostDiscoveryFilterAutoRegistration(false)
              .build());

  /** A test that failed, and what it said. */
  record Failure(KitTest test, String message) {

    /**
     * Whether the failure counts against a rule: one that the test cites, or that a judge named.
     */
    boolean breaks(String rule) {
      return test.cites(rule) || named().contains(rule);
    }

    private List<String> named() {
      Matcher matcher = RULES.matcher(message.lines().findFirst().orElse(""));
      return matcher.matches() ? List.of(matcher.group(1).split(", ")) : List.of();
    }
  }

  /** A test of the kit. */
  record KitTest(Class<?> family, Method method) {

    boolean cites(String rule) {
      Rule cited = method.getAnnotation(Rule.class);
      return cited != null && List.of(cited.value()).contains(rule);
    }

    @Override
    public String toString() {
      return family.getSimpleName() + "." + method.getName();
    }
  }

  /** Returns the tests that cite a rule. */
  static List<KitTest> citing(String rule) {
    return tests().stream().filter(test -> test.cites(rule)).toList();
  }

  /** Returns the tests that cite a rule, then the others of their families. */
  static List<KitTest> familyOf(String rule) {
    List<Class<?>> families = citing(rule).stream().<Class<?>>map(KitTest::family).toList();
    return tests().stream()
        .filter(test -> families.contains(test.family()))
        .sorted(Comparator.comparing(test -> !test.cites(rule)))
        .toList();
  }

  private static List<KitTest> tests() {
    List<KitTest> tests = new ArrayList<>();
    for (Class<?> family : Kit.FAMILIES) {
      for (Class<?> type = family; type != TckTest.class; type = type.getSuperclass()) {
        Arrays.stream(type.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(Rule.class))
            .sorted(Comparator.comparing(Method::getName))
            .forEach(method -> tests.add(new KitTest(family, method)));
      }
    }
    return tests;
  }

  /**
   * What became of a bug.
   *
   * @param caught the failure that counts against the rule, if there was one
   * @param others the failures before it, which count against other rules
   */
  record Verdict(Optional<Failure> caught, List<Failure> others) {}

  /** Runs tests until one fails that breaks the rule. */
  Verdict judge(List<KitTest> tests, Supplier<TckHarness> harnesses, String rule) {
    List<Failure> others = new ArrayList<>();
    for (KitTest test : tests) {
      for (Failure failure : run(test, harnesses)) {
        if (failure.breaks(rule)) {
          return new Verdict(Optional.of(failure), others);
        }
        others.add(failure);
      }
    }
    return new Verdict(Optional.empty(), others);
  }

  /** Runs a test; returns how it failed, once for each of its parameters that it failed with. */
  List<Failure> run(KitTest test, Supplier<TckHarness> harnesses) {
    Kit.bind(harnesses);
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectMethod(test.family(), test.method()))
            .filters(EngineFilter.includeEngines("junit-jupiter"))
            .configurationParameter("junit.jupiter.execution.timeout.default", "30 s")
            .build();
    Outcomes outcomes = new Outcomes(test);
    launcher.execute(request, outcomes);
    if (outcomes.run == 0) {
      throw new AssertionError("JUnit finds no " + test);
    }
    return outcomes.failures;
  }

  private static final class Outcomes implements TestExecutionListener {
    private final KitTest test;
    private final List<Failure> failures = new ArrayList<>();
    private int run;

    Outcomes(KitTest test) {
      this.test = test;
    }

    @Override
    public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
      run += identifier.isTest() ? 1 : 0;
      if (result.getStatus() == Status.FAILED) {
        String said = result.getThrowable().map(Throwable::getMessage).orElse("");
        failures.add(new Failure(test, String.valueOf(said)));
      }
    }
  }
}
