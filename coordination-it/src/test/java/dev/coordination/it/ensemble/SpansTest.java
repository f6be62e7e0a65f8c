package dev.coordination.it.ensemble;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What the spans of an ensemble's clients must not show is found. */
class SpansTest {

  @Test
  void whatIsInOrderPasses() {
    Spans exclusive = new Spans(1);
    exclusive.add(10, 20, 1, 5);
    exclusive.add(20, 30, 1, 6);
    exclusive.check("turns");
    Spans shared = new Spans(100);
    shared.add(10, 20, 1, 5);
    shared.add(11, 19, 1, 6);
    shared.add(21, 22, 100, 7);
    shared.check("phases");
  }

  @Test
  void whatWasGrantedTwiceIsFound() {
    Spans exclusive = new Spans(1);
    exclusive.add(10, 20, 1, 5);
    exclusive.add(19, 30, 1, 6);
    assertThatThrownBy(() -> exclusive.check("turns")).hasMessageContaining("held at once");
    Spans shared = new Spans(100);
    shared.add(10, 20, 1, 5);
    shared.add(15, 16, 100, 6);
    assertThatThrownBy(() -> shared.check("phases")).hasMessageContaining("held at once");
  }

  @Test
  void aTokenThatDoesNotGrowIsFound() {
    Spans exclusive = new Spans(1);
    exclusive.add(10, 20, 1, 5);
    exclusive.add(25, 30, 1, 5);
    assertThatThrownBy(() -> exclusive.check("turns")).hasMessageContaining("token");
  }
}
