package dev.coordination.it.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.TOP_LEVEL_CLASSES;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.lang.ArchRule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The rules of the architecture, by name.
 *
 * <pre>
 *   api ← support ← { inmemory, engine ← { raw, curator } }
 *   api ← tck ← testkit
 *   cli sees the api, and the path rules in support; backends find it through the api's providers
 * </pre>
 */
final class Rules {

  private final Map<String, ArchRule> rules = new LinkedHashMap<>();
  private final String api;
  private final String spi;
  private final String support;
  private final String inmemory;
  private final String engine;
  private final String engineClient;
  private final String raw;
  private final String curator;
  private final String tck;
  private final String testkit;
  private final String cli;

  /**
   * Makes the rules.
   *
   * @param root the package of the API, above all others
   */
  Rules(String root) {
    api = root;
    spi = root + ".spi";
    support = root + ".support";
    inmemory = root + ".inmemory";
    raw = root + ".zookeeper";
    engine = raw + ".engine";
    engineClient = engine + ".client";
    testkit = raw + ".testkit";
    curator = root + ".curator";
    tck = root + ".tck";
    cli = root + ".cli";
    arrows();
    faces();
    packages();
    conduct();
  }

  Map<String, ArchRule> all() {
    return rules;
  }

  // ---- who sees whom

  private void arrows() {
    rules.put("the API needs nothing", only(api, spi));
    rules.put("arrow support", only(support, api, spi, "org.slf4j.."));
    rules.put("arrow in-memory", only(inmemory, api, spi, support, "org.slf4j.."));
    rules.put(
        "arrow engine",
        onlyIn(
            new String[] {engine, engineClient},
            api,
            spi,
            support,
            "org.slf4j..",
            "org.apache.zookeeper.."));
    rules.put(
        "arrow raw",
        only(
            raw, api, spi, support, engine, engineClient, "org.slf4j..", "org.apache.zookeeper.."));
    rules.put(
        "arrow Curator",
        only(
            curator,
            api,
            spi,
            support,
            engine,
            engineClient,
            "org.slf4j..",
            "org.apache.zookeeper..",
            "org.apache.curator",
            "org.apache.curator.framework..",
            "org.apache.curator.retry.."));
    rules.put("arrow TCK", only(tck, api, spi, "org.junit.jupiter.api..", "org.opentest4j"));
    rules.put(
        "arrow test kit", only(testkit, api, spi, tck, "org.slf4j..", "org.apache.zookeeper.."));
    rules.put(
        "arrow cli",
        only(
            cli,
            api,
            spi,
            support,
            "picocli..",
            "com.fasterxml.jackson.core..",
            "org.slf4j..",
            "org.apache.zookeeper.server.."));
  }

  private static ArchRule only(String module, String... seen) {
    return onlyIn(new String[] {module}, seen);
  }

  /** Besides these, everybody may see the JDK, itself, and annotations. */
  private static ArchRule onlyIn(String[] module, String... seen) {
    var all = Stream.of(module, seen, new String[] {"java..", "org.jspecify.annotations"});
    return classes()
        .that()
        .resideInAnyPackage(module)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(all.flatMap(Stream::of).toArray(String[]::new));
  }

  // ---- what is public

  private void faces() {
    rules.put(
        "a backend shows its entry and its provider only",
        classes()
            .that(resideInAnyPackage(inmemory, raw, curator))
            .and(TOP_LEVEL_CLASSES)
            .and(not(nameMatching(".*\\.\\w+(Coordination|Provider)")))
            .and(not(nameMatching(".*\\.InMemoryStore")))
            .should()
            .notBePublic());
    rules.put(
        "the engine is public for its transports only",
        classes()
            .that(resideInAnyPackage(engine, engineClient))
            .and(TOP_LEVEL_CLASSES)
            .and()
            .haveModifier(PUBLIC)
            .should(Conditions.BE_NEEDED_ELSEWHERE));
    rules.put(
        "no public method throws just anything",
        methods()
            .that()
            .arePublic()
            .and()
            .areDeclaredInClassesThat()
            .arePublic()
            .should(Conditions.SAY_WHAT_THEY_THROW));
  }

  // ---- packages

  private void packages() {
    rules.put(
        "every package belongs to a module",
        classes()
            .should()
            .resideInAnyPackage(
                api,
                spi,
                support,
                inmemory,
                engine,
                engineClient,
                raw,
                curator,
                tck,
                testkit,
                cli));
    rules.put(
        "packages form no cycle",
        slices().assignedFrom(Conditions.BY_PACKAGE).should().beFreeOfCycles());
    rules.put("no package lies in two modules", classes().should(new Conditions.BeOfOneModule()));
  }

  // ---- what nobody does

  private void conduct() {
    rules.put(
        "nobody sleeps",
        noClasses()
            .that(
                not(
                    nameMatching(
                        ".*\\.cli\\.(ElectionPhase|JobsWork|Worker)"))) // which show work to
            // onlookers
            .should()
            .callMethodWhere(Conditions.SLEEP));
    rules.put(
        "nobody looks at the wall clock",
        noClasses()
            .that(not(nameMatching(".*\\.InMemoryCoordination"))) // which offers one to others
            .should()
            .callCodeUnitWhere(Conditions.READ_THE_WALL_CLOCK));
    rules.put(
        "only commands print",
        noClasses()
            .that(not(resideInAnyPackage(cli)))
            .and(not(nameMatching(".*\\.tck\\.OtherProcess"))) // is a command, for the kit
            .should(ACCESS_STANDARD_STREAMS));
  }
}
