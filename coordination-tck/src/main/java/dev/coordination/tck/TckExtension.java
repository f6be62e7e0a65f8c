package dev.coordination.tck;

import java.lang.annotation.Annotation;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestWatcher;
import org.opentest4j.TestAbortedException;

/**
 * The life of a test: opens its stage, aborts it when a capability is missing, names its rule in
 * whatever it throws, inspects what it left, and reports it.
 */
final class TckExtension
    implements BeforeEachCallback, TestExecutionExceptionHandler, AfterEachCallback, TestWatcher {

  @Override
  public void beforeEach(ExtensionContext context) {
    Set<Capability> needed = capabilities(context);
    TckHarness harness = test(context).open(needed);
    report(context).backend(context.getRequiredTestClass(), harness.name());
    EnumSet<Capability> missing = EnumSet.noneOf(Capability.class);
    missing.addAll(needed);
    missing.removeAll(harness.capabilities());
    if (!missing.isEmpty()) {
      throw new TestAbortedException(harness.name() + " lacks " + missing);
    }
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    if (failure instanceof TestAbortedException) {
      throw failure;
    }
    throw RuleFailure.of(rules(context), failure);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Stage stage = test(context).openStage();
    if (stage == null) {
      return;
    }
    if (context.getExecutionException().isPresent()) {
      stage.abandon();
      return;
    }
    try {
      stage.finish();
    } catch (Throwable failure) { // also what a backend throws when it is closed
      throw RuleFailure.of(rules(context), failure);
    }
  }

  // ---- the report

  @Override
  public void testSuccessful(ExtensionContext context) {
    report(context).passed(context.getRequiredTestClass(), name(context), rules(context));
  }

  @Override
  public void testAborted(ExtensionContext context, @Nullable Throwable cause) {
    String reason = cause == null ? "" : String.valueOf(cause.getMessage());
    report(context).aborted(context.getRequiredTestClass(), name(context), rules(context), reason);
  }

  @Override
  public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
    String reason = String.valueOf(cause == null ? "" : cause.getMessage());
    List<String> broken = cause instanceof RuleFailure failure ? failure.rules() : List.of();
    report(context)
        .failed(context.getRequiredTestClass(), name(context), rules(context), broken, reason);
  }

  // ---- what is known of a test

  private static TckTest test(ExtensionContext context) {
    return (TckTest) context.getRequiredTestInstance();
  }

  private static List<String> rules(ExtensionContext context) {
    return annotation(context, Rule.class).map(rule -> List.of(rule.value())).orElse(List.of());
  }

  private static Set<Capability> capabilities(ExtensionContext context) {
    return annotation(context, Requires.class)
        .map(requires -> Set.of(requires.value()))
        .orElse(Set.of());
  }

  private static <A extends Annotation> Optional<A> annotation(
      ExtensionContext context, Class<A> type) {
    return Optional.ofNullable(context.getRequiredTestMethod().getAnnotation(type));
  }

  private static String name(ExtensionContext context) {
    String method = context.getRequiredTestMethod().getName();
    String shown = context.getDisplayName();
    boolean plain = shown.startsWith(method + "(");
    return plain ? method : method + " [" + shown + "]";
  }

  private static ConformanceReport report(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.create(ConformanceReport.class))
        .getOrComputeIfAbsent(ConformanceReport.class);
  }
}
