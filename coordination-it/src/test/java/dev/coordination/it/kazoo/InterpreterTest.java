package dev.coordination.it.kazoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** A missing kazoo is never overlooked. */
class InterpreterTest {

  @Test
  void abortsWithoutKazoo() {
    assertThatThrownBy(() -> Interpreter.orAbort(Optional.empty(), false))
        .isInstanceOf(TestAbortedException.class)
        .hasMessageContaining("no kazoo here");
  }

  @Test
  void failsWithoutKazooWhereItIsRequired() {
    assertThatThrownBy(() -> Interpreter.orAbort(Optional.empty(), true))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("interop.required");
  }

  @Test
  void passesOverWhatIsMissingOrNoPython() {
    assertThat(Interpreter.find(List.of("/no/such/python3", "/bin/false"))).isEmpty();
  }
}
