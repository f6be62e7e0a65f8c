package dev.coordination.tck;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/**
 * A rule was broken: {@code [LOCK-07] what was seen; see contract.md#lock-07}. Whatever a test
 * throws is turned into one, so that a failure always says which promise it is about.
 */
final class RuleFailure extends AssertionFailedError {

  private static final long serialVersionUID = 1L;

  private final List<String> rules;

  private RuleFailure(List<String> rules, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.rules = rules;
  }

  /** What was seen, for a rule that the test does not cite because every test watches over it. */
  static RuleFailure of(String rule, String what) {
    return new RuleFailure(List.of(rule), text(List.of(rule), what), null);
  }

  /** A failure of a test that cites these rules. If a judge named a rule, that one is kept. */
  static RuleFailure of(List<String> cited, Throwable failure) {
    if (failure instanceof RuleFailure named) {
      return named;
    }
    List<String> rules = named(failure.getCause()).map(RuleFailure::rules).orElse(cited);
    var named = new RuleFailure(rules, text(rules, describe(failure)), failure);
    named.setStackTrace(failure.getStackTrace());
    return named;
  }

  private static Optional<RuleFailure> named(@Nullable Throwable failure) {
    if (failure == null) {
      return Optional.empty();
    }
    return failure instanceof RuleFailure found ? Optional.of(found) : named(failure.getCause());
  }

  List<String> rules() {
    return rules;
  }

  private static String describe(Throwable failure) {
    String message = failure.getMessage();
    boolean assertion = failure instanceof AssertionError;
    return assertion && message != null ? message : failure.toString();
  }

  private static String text(List<String> rules, String what) {
    String anchors =
        rules.stream()
            .map(rule -> "contract.md#" + rule.toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    if (rules.isEmpty()) {
      return what;
    }
    return "[%s] %s; see %s".formatted(String.join(", ", rules), what, anchors);
  }
}
