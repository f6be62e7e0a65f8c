package dev.coordination.it.kazoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The judge of recorded turns. */
class TurnsTest {

  @Test
  void countsTurnsAndHandOvers() {
    var turns =
        Turns.of(
            List.of(
                "begin a1",
                "end a1",
                "begin a1",
                "end a1",
                "begin b",
                "end b",
                "begin a2",
                "end a2"));

    assertThat(turns.takers()).containsExactly("a1", "a1", "b", "a2");
    assertThat(turns.of("a1")).isEqualTo(2);
    assertThat(turns.handOvers("", "")).isEqualTo(2);
    assertThat(turns.handOvers("a", "b")).isEqualTo(1);
  }

  @Test
  void seesThatOneHadItsTurnsAlone() {
    new Turns(List.of("java 1", "python 1", "java 1", "python 1")).assertHandedOver(2);
    var alone = new Turns(List.of("java 1", "java 1", "python 1", "python 1"));
    assertThatThrownBy(() -> alone.assertHandedOver(2)).isInstanceOf(AssertionError.class);
  }

  @Test
  void seesOverlaps() {
    assertThatThrownBy(() -> Turns.of(List.of("begin a", "begin b", "end a", "end b")))
        .hasMessageContaining("overlap");
    assertThatThrownBy(() -> Turns.of(List.of("begin a", "end b"))).hasMessageContaining("overlap");
    assertThatThrownBy(() -> Turns.of(List.of("begin a", "end a", "begin b")))
        .hasMessageContaining("overlap");
    assertThatThrownBy(() -> Turns.of(List.of("end a", "begin a"))).hasMessageContaining("overlap");
  }
}
