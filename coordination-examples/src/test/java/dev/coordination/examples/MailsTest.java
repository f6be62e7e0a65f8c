package dev.coordination.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.Codec;
import dev.coordination.inmemory.InMemoryCoordination;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MailsTest {

  @Test
  void urgentOnesAreSentFirstAndEachOnce() throws InterruptedException {
    try (InMemoryCoordination store = InMemoryCoordination.create()) {
      Mails shop = new Mails(store.connect("shop").queue("/mails", Codec.utf8()));
      Mails sender = new Mails(store.connect("sender").queue("/mails", Codec.utf8()));
      shop.write("newsletter", false);
      shop.write("receipt", false);
      shop.write("password", true);
      List<String> sent = new ArrayList<>();
      sender.send(sent::add, Duration.ZERO);
      shop.send(sent::add, Duration.ZERO);
      assertThat(sent).containsExactly("password", "newsletter", "receipt");
    }
  }
}
