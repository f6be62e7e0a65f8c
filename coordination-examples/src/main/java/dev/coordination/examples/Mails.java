package dev.coordination.examples;

import dev.coordination.DistributedQueue;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Mails that any process writes and any process sends, each at most once, urgent ones first. */
public final class Mails {

  private static final int URGENT = 0;

  private final DistributedQueue<String> outbox;

  /**
   * Creates one process's access to them.
   *
   * @param outbox the same for all
   */
  public Mails(DistributedQueue<String> outbox) {
    this.outbox = outbox;
  }

  /**
   * Leaves a mail to be sent by whoever comes first.
   *
   * @param mail what to send
   * @param urgent whether before others
   */
  public void write(String mail, boolean urgent) {
    outbox.put(mail, urgent ? URGENT : DistributedQueue.DEFAULT_PRIORITY);
  }

  /**
   * Sends mails until there have been none for a while.
   *
   * @param transport sends one
   * @param quiet for how long
   * @throws InterruptedException if the current thread is interrupted
   */
  public void send(Consumer<String> transport, Duration quiet) throws InterruptedException {
    Optional<String> mail = outbox.poll(quiet);
    while (mail.isPresent()) {
      transport.accept(mail.get());
      mail = outbox.poll(quiet);
    }
  }
}
