package dev.coordination.it.roundtrips;

import static org.junit.platform.engine.discovery.ClassNameFilter.includeClassNamePatterns;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;

import dev.coordination.it.kazoo.KazooCosts;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/**
 * The whole table of what operations cost, ours beside Curator's own recipes and kazoo's, measured
 * in one run on one server. {@code mvn -q -Pcosts test} prints it; no build runs it otherwise.
 */
class CostTable {

  @Test
  @Timeout(1_800)
  void isPrinted() throws Exception {
    SummaryGeneratingListener ours = new SummaryGeneratingListener();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(selectPackage(getClass().getPackageName()))
                .filters(includeClassNamePatterns(".*RoundTripsTest"))
                .build(),
            ours);
    try (CuratorRecipes recipes = new CuratorRecipes(Table.ALL)) {
      recipes.measure();
    }
    KazooCosts.measure(
        (operation, trips) ->
            Table.ALL.note(Operation.valueOf(operation), Table.Column.KAZOO, trips));
    System.out.println(Table.ALL);
    Assertions.assertThat(ours.getSummary().getFailures()).isEmpty();
  }
}
