package dev.coordination.cli;

import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Checks of what was asked for, which blame the command for it. */
final class Usage {

  private Usage() {}

  static void checkAtLeastOne(CommandSpec spec, String name, long value) {
    if (value < 1) {
      throw new ParameterException(
          spec.commandLine(), "%s %d is less than 1".formatted(name, value));
    }
  }

  /** Makes a recipe of what was asked for, unless the library refuses that. */
  static <T> T make(CommandSpec spec, Supplier<T> recipe) {
    try {
      return recipe.get();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), Failures.line(e));
    }
  }
}
