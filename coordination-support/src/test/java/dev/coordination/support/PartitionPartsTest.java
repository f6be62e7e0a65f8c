package dev.coordination.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coordination.PartitionFunction;
import dev.coordination.PartitionOptions;
import dev.coordination.Registration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a partitioner is made of: its items, its reading of the members, its listeners. */
final class PartitionPartsTest {

  private static DivisibleItems<Object> items(Object... items) {
    return DivisibleItems.of(List.of(items), PartitionOptions.defaults());
  }

  @Test
  void theDigestIsOfTheNamesAndTheMode() {
    String digest = items("a", "b").digest(false);
    assertThat(digest).matches("[0-9a-f]{64}");
    assertThat(items("b", "a").digest(false)).isEqualTo(digest);
    assertThat(items("a", "b").digest(true)).isNotEqualTo(digest);
    assertThat(items("a", "b", "c").digest(false)).isNotEqualTo(digest);
    assertThat(items("ab").digest(false)).isNotEqualTo(digest);
    assertThat(items(1).digest(false)).isEqualTo(items("1").digest(false));
  }

  @Test
  void itemsAreInTheOrderThatTheirKindHas() {
    assertThat(items("9", "10").all()).containsExactly("10", "9");
    assertThat(items(9, 10).all()).containsExactly(9, 10);
    assertThat(items(9, "10").all()).containsExactly("10", 9);
    PartitionOptions<String> coded =
        PartitionOptions.<String>defaults().withItemName(item -> "" + item.codePointAt(0));
    assertThat(DivisibleItems.of(List.of("\ud83d\ude00", "\uf900"), coded).all())
        .containsExactly("\uf900", "\ud83d\ude00");
    assertThatThrownBy(() -> items(1, "1")).hasMessageContaining("two items");
  }

  @Test
  void stridingIsThatOfKazoo() {
    PartitionFunction<Integer> striding = PartitionFunction.striding();
    List<Integer> five = List.of(0, 1, 2, 3, 4);
    assertThat(striding.share("b", List.of("a", "b"), five)).containsExactly(1, 3);
    assertThat(striding.share("c", List.of("a", "b"), five)).isEmpty();
    assertThat(striding.share("f", List.of("a", "b", "c", "d", "e", "f"), five)).isEmpty();
  }

  private static PartitionMember member(String node, String digest) {
    String identifier = node.substring(0, 1);
    String data = digest.isEmpty() ? identifier : MemberRoll.data(identifier, digest);
    return new PartitionMember(node, identifier, data, node.endsWith("self"));
  }

  @Test
  void theOldestDigestIsRight() {
    List<PartitionMember> listed =
        List.of(member("k", ""), member("b", "one"), member("c", "two"), member("a-self", "one"));
    MemberRoll roll = MemberRoll.of(listed, "one");
    assertThat(roll.fits()).isTrue();
    assertThat(roll.members()).containsExactly("a", "b", "k");
    assertThat(roll.self()).isEqualTo("a-self");
    assertThat(MemberRoll.of(List.of(member("b", "one"), member("a-self", "two")), "two").fits())
        .isFalse();
    assertThat(MemberRoll.of(List.of(member("k", ""), member("a-self", "two")), "two").fits())
        .isTrue();
  }

  @Test
  void onlyAnElderOfOnesOwnNameMatters() {
    assertThat(MemberRoll.of(List.of(member("a", "x"), member("a-self", "x")), "x").hasElder())
        .isTrue();
    MemberRoll younger = MemberRoll.of(List.of(member("a-self", "x"), member("a", "x")), "x");
    assertThat(younger.hasElder()).isFalse();
    assertThat(younger.members()).containsExactly("a");
    MemberRoll alone = MemberRoll.of(List.of(member("a", "x")), "x");
    assertThat(alone.self()).isEmpty();
    assertThat(alone.hasElder()).isFalse();
  }

  @Test
  void whoTellsIsToldWhenAllHaveReturned() {
    StepExecutor steps = new StepExecutor();
    ItemListeners<String> listeners = new ItemListeners<>(Runnable::run);
    List<String> told = new ArrayList<>();
    Registration first = listeners.add(steps, (more, less) -> told.add(more + "-" + less));
    var unused =
        listeners.add(
            task -> {
              throw new RejectedExecutionException("no");
            },
            (more, less) -> {
              throw new IllegalStateException("careless");
            });
    CompletableFuture<@Nullable Void> one = listeners.tell(Set.of("a"), Set.of());
    CompletableFuture<@Nullable Void> other = listeners.tell(Set.of("b"), Set.of("a"));
    assertThatThrownBy(() -> one.get(20, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    steps.runAll();
    CompletableFuture.allOf(one, other).orTimeout(10, TimeUnit.SECONDS).join();
    assertThat(told).containsExactly("[]-[]", "[a]-[]", "[b]-[a]");
    first.close();
    listeners.tell(Set.of(), Set.of("b")).orTimeout(10, TimeUnit.SECONDS).join();
    steps.runAll();
    assertThat(told).hasSize(3);
  }
}
