package dev.coordination.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.CoordinationClient;
import dev.coordination.inmemory.InMemoryCoordination;
import org.junit.jupiter.api.Test;

class VisitsTest {

  private final InMemoryCoordination store = InMemoryCoordination.createWithVirtualTime();
  private final CoordinationClient here = store.connect();
  private final CoordinationClient there = store.connect();

  @Test
  void allMachinesCountTogether() {
    assertThat(new Visits(here.counter("/visits")).count()).isEqualTo(1);
    assertThat(new Visits(there.counter("/visits")).count()).isEqualTo(2);
  }

  @Test
  void aLostReplyIsNotCountedTwice() {
    Visits visits = new Visits(here.counter("/visits"));
    store.loseReplyOfWrite(here, 1);
    visits.count();
    assertThat(there.counter("/visits").get()).isEqualTo(1);
  }
}
