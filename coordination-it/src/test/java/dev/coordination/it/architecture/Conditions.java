package dev.coordination.it.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What ArchUnit does not have. */
final class Conditions {

  private Conditions() {}

  /** Each package by itself. */
  static final SliceAssignment BY_PACKAGE =
      new SliceAssignment() {
        @Override
        public String getDescription() {
          return "packages";
        }

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
          return SliceIdentifier.of(javaClass.getPackageName());
        }
      };

  /** What is public for another package is used by one. */
  static final ArchCondition<JavaClass> BE_NEEDED_ELSEWHERE =
      new ArchCondition<>("be needed in another package") {
        @Override
        public void check(JavaClass type, ConditionEvents events) {
          boolean needed =
              type.getDirectDependenciesToSelf().stream()
                  .map(dependency -> dependency.getOriginClass().getPackageName())
                  .anyMatch(origin -> !origin.equals(type.getPackageName()));
          judge(events, needed, type, type.getName() + " is public for nobody");
        }
      };

  /** A type parameter says what is thrown; {@code Exception} itself does not. */
  static final ArchCondition<JavaMethod> SAY_WHAT_THEY_THROW =
      new ArchCondition<>("say what they throw") {
        private static final Set<Class<?>> ANYTHING = Set.of(Exception.class, Throwable.class);

        @Override
        public void check(JavaMethod method, ConditionEvents events) {
          Method reflected = method.reflect();
          boolean clear =
              List.of(reflected.getGenericExceptionTypes()).stream().noneMatch(ANYTHING::contains);
          judge(
              events,
              clear || reflected.isBridge(),
              method,
              method.getFullName() + " throws anything");
        }
      };

  static final DescribedPredicate<JavaMethodCall> SLEEP =
      describe("sleeps", call -> call.getTarget().getName().equals("sleep") && isOfJdk(call));

  static final DescribedPredicate<JavaCall<?>> READ_THE_WALL_CLOCK =
      describe("reads the wall clock", Conditions::readsTheWallClock);

  private static boolean readsTheWallClock(JavaCall<?> call) {
    var target = call.getTarget();
    var owner = target.getOwner();
    return switch (target.getName()) {
      case "currentTimeMillis" -> isOfJdk(call);
      case "now" -> owner.getPackageName().equals("java.time");
      case "systemUTC", "systemDefaultZone", "system" -> owner.getName().equals("java.time.Clock");
      case "<init>" -> owner.isEquivalentTo(Date.class) && target.getRawParameterTypes().isEmpty();
      default -> false;
    };
  }

  private static boolean isOfJdk(JavaCall<?> call) {
    return call.getTargetOwner().getPackageName().startsWith("java.");
  }

  /** All classes of a package come from one place. */
  static final class BeOfOneModule extends ArchCondition<JavaClass> {
    private Map<String, Set<String>> places = Map.of();

    BeOfOneModule() {
      super("lie in one module with their package");
    }

    @Override
    public void init(Collection<JavaClass> all) {
      places =
          all.stream()
              .collect(
                  groupingBy(
                      JavaClass::getPackageName,
                      mapping(BeOfOneModule::place, toCollection(TreeSet::new))));
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
      var all = places.getOrDefault(type.getPackageName(), Set.of());
      judge(
          events,
          all.size() == 1,
          type,
          "the package of %s lies in %s".formatted(type.getName(), all));
    }

    private static String place(JavaClass type) {
      var file = type.getSource().orElseThrow().getUri().toString();
      return file.substring(0, file.lastIndexOf("/" + type.getPackageName().replace('.', '/')));
    }
  }

  private static void judge(ConditionEvents events, boolean fine, Object what, String failure) {
    events.add(new SimpleConditionEvent(what, fine, failure));
  }
}
