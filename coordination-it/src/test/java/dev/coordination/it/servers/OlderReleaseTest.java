package dev.coordination.it.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** Where there is no older release, its tests say so; where it is required, they fail. */
class OlderReleaseTest {

  @Test
  void absenceIsTold() {
    assertThat(OlderRelease.orAbort(Optional.of("x.jar"), true)).isEqualTo("x.jar");
    assertThatThrownBy(() -> OlderRelease.orAbort(Optional.empty(), false))
        .isInstanceOf(TestAbortedException.class)
        .hasMessageContaining("no older ZooKeeper here");
    assertThatThrownBy(() -> OlderRelease.orAbort(Optional.empty(), true))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("versions.required");
  }
}
