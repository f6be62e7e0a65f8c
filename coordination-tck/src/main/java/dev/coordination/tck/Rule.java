package dev.coordination.tck;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Cites the rules of {@code docs/contract.md} that a test decides.
 *
 * <p>When the test fails, the failure names them, and so does the conformance report.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Rule {

  /**
   * Returns the identifiers of the rules, for instance {@code LOCK-07}.
   *
   * @return at least one identifier, the most specific first
   */
  String[] value();
}
