package dev.coordination.tck;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names what the harness must be able to do for a test. Where that is missing, the test is aborted
 * with the reason and counted as such; it never passes.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Requires {

  /**
   * Returns what is needed.
   *
   * @return the capabilities
   */
  Capability[] value();
}
