package dev.coordination.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.coordination.CoordinationClient;
import dev.coordination.Hold;
import dev.coordination.spi.CoordinationProvider;
import dev.coordination.spi.CoordinationProvider.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Spaces by name. */
class InMemoryProviderTest {

  private static CoordinationClient connect(String uri, Settings settings) {
    return CoordinationProvider.forUri(URI.create(uri)).connect(URI.create(uri), settings);
  }

  @Test
  void clientsOfOneNameMeet() {
    try (CoordinationClient one = connect("inmemory:meeting", Settings.defaults());
        CoordinationClient two = connect("inmemory:meeting", Settings.defaults());
        CoordinationClient other = connect("inmemory:elsewhere", Settings.defaults());
        Hold hold = one.lock("/lock").tryAcquire().orElseThrow()) {
      assertThat(two.lock("/lock").contenders()).containsExactly(hold.identifier());
      assertThat(other.lock("/lock").contenders()).isEmpty();
      assertThat(one.identifier()).isNotEqualTo(two.identifier()).isNotEmpty();
    }
  }

  @Test
  void settingsAreHeeded() {
    Settings settings =
        new Settings(Optional.of("me"), Duration.ofSeconds(3), Duration.ofSeconds(1));
    try (CoordinationClient client = connect("inmemory:settings", settings);
        Hold hold = client.lock("/lock").tryAcquire().orElseThrow()) {
      assertThat(hold.identifier()).isEqualTo("me");
      assertThat(hold.remaining()).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(3));
    }
  }

  @Test
  void otherFormsAreRefused() {
    for (String uri : new String[] {"inmemory:a/b", "inmemory://a", "zookeeper:a"}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new InMemoryProvider().connect(URI.create(uri), Settings.defaults()));
    }
  }
}
