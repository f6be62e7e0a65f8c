package dev.coordination.inmemory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.support.QueuedItem;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The order of items, and which of them are free. */
class ItemsTest {

  private final Items items = new Items();

  private static QueuedItem item(int priority, long number) {
    return new QueuedItem(Items.name(priority, number), priority, new byte[0]);
  }

  @Test
  void namesHaveTheSameDigitsEverywhere() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG"));
    try {
      assertThat(Items.name(7, 42)).isEqualTo("entry-007-0000000042");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void namesSortByPriorityAndThenByNumber() {
    assertThat(
            List.of(
                Items.name(0, 1_000_000_000L),
                Items.name(99, 9),
                Items.name(99, 10),
                Items.name(100, 1),
                Items.name(999, 0)))
        .isSorted();
  }

  @Test
  void aClaimedItemComesBackUnlessItIsGone() {
    QueuedItem first = item(1, 1);
    QueuedItem second = item(2, 2);
    items.add(second);
    items.add(first);
    assertThat(items.firstFree(Set.of())).isSameAs(first);
    assertThat(items.firstFree(Set.of(first.id()))).isSameAs(second);
    items.claim(first);
    items.claim(second);
    assertThat(items.hasFree()).isFalse();
    assertThat(items.all()).containsExactly(first, second);
    items.remove(second.id());
    items.unclaim(first);
    items.unclaim(second);
    assertThat(items.all()).containsExactly(first);
    assertThat(items.firstFree(Set.of(first.id()))).isNull();
  }
}
