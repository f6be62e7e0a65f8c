package dev.coordination.tck;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/**
 * A test that is run once for each {@link HoldRecipe}, which is its parameter. Where time is real,
 * some recipes stand for all of them; {@code -Dcoordination.tck.recipes=every} runs all.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(EveryHold.Provider.class)
@interface EveryHold {

  /** Recipes to which the rule does not apply as it stands; they have rules of their own. */
  HoldRecipe[] except() default {};

  /** One invocation for each recipe. */
  final class Provider implements TestTemplateInvocationContextProvider {

    private static final ExtensionContext.Namespace STORE =
        ExtensionContext.Namespace.create(EveryHold.class);

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
      return true;
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
        ExtensionContext context) {
      List<HoldRecipe> exceptions =
          Optional.ofNullable(context.getRequiredTestMethod().getAnnotation(EveryHold.class))
              .map(every -> List.of(every.except()))
              .orElse(List.of());
      return HoldRecipe.chosen(virtualTime(context)).stream()
          .filter(recipe -> !exceptions.contains(recipe))
          .map(Invocation::new);
    }

    /** Asks a harness of the class's own; there is no test yet that has one. */
    private static boolean virtualTime(ExtensionContext context) {
      Class<?> type = context.getRequiredTestClass();
      return context
          .getRoot()
          .getStore(STORE)
          .getOrComputeIfAbsent(type, t -> hasVirtualTime(t), Boolean.class);
    }

    private static boolean hasVirtualTime(Class<?> type) {
      try (TckHarness harness = newInstance(type).newHarness()) {
        return harness.virtualTime();
      }
    }

    private static TckTest newInstance(Class<?> type) {
      try {
        var constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        return (TckTest) constructor.newInstance();
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("cannot make a " + type, e);
      }
    }
  }

  /** The test with one recipe. */
  record Invocation(HoldRecipe recipe) implements TestTemplateInvocationContext, ParameterResolver {

    @Override
    public String getDisplayName(int index) {
      return recipe.name();
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
      return List.of(this);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == HoldRecipe.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return recipe;
    }
  }
}
