package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.Codec;
import dev.coordination.DistributedQueue;
import dev.coordination.support.ScopedClient;
import dev.coordination.zookeeper.engine.sim.SimOptions;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Names of nodes where the computer's language has digits of its own. */
@Isolated("changes the locale of the JVM")
final class LocaleTest {

  private final Locale before = Locale.getDefault();

  @BeforeEach
  void speakArabic() {
    Locale.setDefault(Locale.forLanguageTag("ar-EG"));
  }

  @AfterEach
  void speakAsBefore() {
    Locale.setDefault(before);
  }

  @Test
  void namesOfItemsHaveTheDigitsThatEveryoneReads() {
    EngineWorld world = new EngineWorld(SimulatedZooKeeper.automatic(SimOptions.defaults()));
    ScopedClient a = world.connect("a");
    DistributedQueue<String> queue = a.queue("/q", Codec.utf8());
    String first = queue.put("one");
    world.of(a).dropWriteReply(1);
    String second = queue.put("two");
    assertThat(List.of(first, second)).allMatch(name -> name.matches("entry-100-[0-9]{10}"));
    assertThat(world.zooKeeper.children("/q")).containsExactly(first, second);
    assertThat(queue.poll()).hasValue("one");
    assertThat(queue.poll()).hasValue("two");
  }
}
