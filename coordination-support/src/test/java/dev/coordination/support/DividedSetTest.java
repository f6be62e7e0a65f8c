package dev.coordination.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.ConfigurationMismatchException;
import dev.coordination.MalformedDataException;
import dev.coordination.PartitionOptions;
import dev.coordination.PartitionState;
import dev.coordination.ServiceUnavailableException;
import dev.coordination.SetPartitioner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The partitioner's algorithm on a store that does what the test says. */
final class DividedSetTest {

  private static final List<Integer> ITEMS = IntStream.range(0, 40).boxed().toList();

  private final PartitionWorld world = new PartitionWorld();
  private final Map<String, SetPartitioner<Integer>> there = new TreeMap<>();

  private static PartitionOptions<Integer> whole() {
    return PartitionOptions.<Integer>defaults().withTimeBoundary(Duration.ofSeconds(1));
  }

  private SetPartitioner<Integer> join(String name, PartitionOptions<Integer> options) {
    SetPartitioner<Integer> member = world.join(name, ITEMS, options);
    there.put(name, member);
    return member;
  }

  /** Has a member answer on the spot. */
  private static SetPartitioner<Integer> answering(SetPartitioner<Integer> member) {
    var unused =
        member.onStateChange(
            Runnable::run,
            state -> {
              if (state == PartitionState.RELEASE) {
                member.releaseSet();
              }
            });
    return member;
  }

  private Map<Integer, String> owners() {
    world.settle();
    Map<Integer, String> owners = new HashMap<>();
    there.forEach(
        (name, member) -> {
          assertThat(member.state()).as(name).isEqualTo(PartitionState.ACQUIRED);
          member.acquired().forEach(item -> assertThat(owners.put(item, name)).isNull());
        });
    assertThat(owners.keySet()).containsExactlyInAnyOrderElementsOf(ITEMS);
    return owners;
  }

  @Test
  void aThousandChangesMoveAsLittleAsTheyMay() {
    Random random = new Random(4);
    join("first", whole().withSticky());
    Map<Integer, String> before = owners();
    for (int i = 0; i < 1_000; i++) {
      boolean joins = there.size() == 1 || (there.size() < 16 && random.nextInt(5) > 1);
      String name = joins ? "m" + random.nextInt(10_000) + "-" + i : anyOf(random);
      if (joins) {
        join(name, whole().withSticky());
      } else {
        there.remove(name).finish();
      }
      Map<Integer, String> after = owners();
      Map<Integer, String> moved = new HashMap<>(after);
      moved.entrySet().removeAll(before.entrySet());
      if (joins) {
        assertThat(moved.values()).containsOnly(name);
        assertThat(moved.size()).isLessThanOrEqualTo(-Math.floorDiv(-ITEMS.size(), there.size()));
      } else {
        before.values().removeIf(owner -> !owner.equals(name));
        assertThat(before.keySet()).containsAll(moved.keySet());
      }
      assertEven();
      before = after;
    }
  }

  private String anyOf(Random random) {
    List<String> names = new ArrayList<>(there.keySet());
    return names.get(random.nextInt(names.size()));
  }

  private void assertEven() {
    List<Integer> sizes =
        there.values().stream().map(one -> one.acquired().size()).sorted().toList();
    assertThat(sizes.get(sizes.size() - 1) - sizes.get(0)).isLessThanOrEqualTo(1);
  }

  @Test
  void whoComesAndGoesLeavesEverythingAsItWas() {
    join("a", whole().withSticky());
    join("b", whole().withSticky());
    join("c", whole().withSticky());
    Map<Integer, String> before = owners();
    for (String guest : List.of("0", "bb", "z")) {
      join(guest, whole().withSticky());
      assertThat(owners()).isNotEqualTo(before);
      there.remove(guest).finish();
      assertThat(owners()).isEqualTo(before);
    }
  }

  @Test
  void manyChangesAtOnceEndInOneDivision() {
    for (PartitionOptions<Integer> options : List.of(whole(), whole().withSticky())) {
      Random random = new Random(7);
      for (int i = 0; i < 20; i++) {
        if (there.size() > 3 && random.nextBoolean()) {
          there.remove(anyOf(random)).finish();
        } else {
          answering(join("m" + i, options));
        }
      }
      owners();
      there.values().forEach(SetPartitioner::finish);
      there.clear();
      world.settle();
    }
  }

  /** Somebody has come while all items were being asked for. */
  @Test
  void whoGetsTooManyHasItsShareWhenItHasGivenTheRestBack() {
    world.grantLate();
    SetPartitioner<Integer> first = join("z", whole().withSticky());
    world.settle();
    assertThat(first.state()).isEqualTo(PartitionState.ALLOCATING);
    join("a", whole().withSticky());
    world.grantNow();
    assertThat(owners()).hasSize(ITEMS.size());
    assertEven();
  }

  @Test
  void aMemberWhoseSessionEndsStopsAndBeginsAnew() {
    for (PartitionOptions<Integer> options : List.of(whole(), whole().withSticky())) {
      SetPartitioner<Integer> a = join("a", options);
      answering(join("b", options));
      world.settle();
      a.releaseSet();
      owners();
      world.expire("a");
      assertThat(a.state()).isEqualTo(PartitionState.RELEASE);
      assertThat(a.acquired()).isEmpty();
      answering(a);
      owners();
      there.values().forEach(SetPartitioner::finish);
      there.clear();
    }
  }

  @Test
  void itemsAreNotDividedWhileAnElderOfTheSameNameIsThere() {
    SetPartitioner<Integer> elder = join("twin", whole());
    owners();
    SetPartitioner<Integer> younger = world.join("twin", ITEMS, whole());
    world.settle();
    assertThat(younger.state()).isEqualTo(PartitionState.FAILURE);
    assertThat(younger.failure()).containsInstanceOf(ConfigurationMismatchException.class);
    assertThat(elder.state()).isEqualTo(PartitionState.ACQUIRED);
    SetPartitioner<Integer> heir = world.join("twin", ITEMS, whole());
    assertThat(heir.state()).isEqualTo(PartitionState.ALLOCATING);
    elder.finish();
    there.put("twin", heir);
    owners();
  }

  @Test
  void onlyWhatIsRefusedForGoodIsAFailure() {
    SetPartitioner<Integer> a = join("a", whole());
    owners();
    world.refuse("a", new ServiceUnavailableException("later", null));
    assertThat(a.state()).isEqualTo(PartitionState.ACQUIRED);
    MalformedDataException reason = new MalformedDataException("never", null);
    world.refuse("a", reason);
    assertThat(a.failure()).contains(reason);
    assertThat(a.acquired()).isEmpty();
    there.clear();
    SetPartitioner<Integer> b = join("b", whole());
    assertThat(owners()).hasSize(ITEMS.size());
    assertThat(b.fencingToken(1)).isPresent();
    assertThat(Set.copyOf(b.acquired())).hasSize(ITEMS.size());
  }
}
