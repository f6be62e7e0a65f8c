package dev.coordination.it.roundtrips;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.CoordinationClient;
import dev.coordination.Party;
import dev.coordination.it.Backend;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What parties cost through a slow link, in round trips. */
class PartyRoundTripsTest {

  private static final int MEMBERS = 20;
  private static final AtomicInteger PATHS = new AtomicInteger();
  private static final Table TABLE = new Table();

  @AfterAll
  static void printTable() {
    System.out.println(TABLE);
  }

  private static String newPath() {
    return "/party-round-trips-" + PATHS.incrementAndGet();
  }

  @ParameterizedTest
  @EnumSource
  void joinAndLeave(Backend backend) {
    try (var clients = new SlowClients(backend, 1)) {
      String path = newPath();
      clients.get(0).party(path).join(); // makes the path
      Party party = clients.get(0).party(path);
      TABLE.judge(
          Operation.PARTY_JOIN,
          backend,
          clients.median(
              watch -> {
                watch.start();
                party.join();
                watch.stop();
                party.leave();
              }));
      TABLE.judge(
          Operation.PARTY_LEAVE,
          backend,
          clients.median(
              watch -> {
                party.join();
                watch.start();
                party.leave();
                watch.stop();
              }));
    }
  }

  @ParameterizedTest
  @EnumSource
  void members(Backend backend) {
    try (var clients = new SlowClients(backend, 1)) {
      CoordinationClient client = clients.get(0);
      String path = newPath();
      List<String> names = IntStream.range(10, 10 + MEMBERS).mapToObj(i -> "m" + i).toList();
      for (String name : names) {
        client.withIdentifier(name).party(path).join();
        client.withIdentifier(name).shallowParty(path).join();
      }
      measure(Operation.PARTY_MEMBERS, backend, clients, client.party(path), names);
      measure(Operation.SHALLOW_MEMBERS, backend, clients, client.shallowParty(path), names);
    }
  }

  private static void measure(
      Operation operation,
      Backend backend,
      SlowClients clients,
      Party party,
      List<String> expected) {
    TABLE.judge(
        operation,
        backend,
        clients.median(
            watch -> {
              watch.start();
              List<String> members = party.members();
              watch.stop();
              assertThat(members).isEqualTo(expected);
            }));
  }
}
