package dev.coordination.it.kazoo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.CoordinationClient;
import dev.coordination.Party;
import dev.coordination.it.Backend;
import dev.coordination.it.Bounded;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Members in Python and Java. */
@Timeout(60)
class KazooPartyTest extends KazooTest {

  private static final String UNICODE = "größer als 世界 - é";

  /** kazoo's name of a kind of party, and ours. */
  private enum Kind {
    PARTY("Party") {
      @Override
      Party of(CoordinationClient client, String path) {
        return client.party(path);
      }
    },
    SHALLOW("ShallowParty") {
      @Override
      Party of(CoordinationClient client, String path) {
        return client.shallowParty(path);
      }
    };

    final String kazoo;

    Kind(String kazoo) {
      this.kazoo = kazoo;
    }

    abstract Party of(CoordinationClient client, String path);
  }

  private String path(Kind kind) {
    return path + "-" + kind;
  }

  @ParameterizedTest
  @EnumSource
  void theySeeEachOther(Backend backend) {
    var python = python();
    for (Kind kind : Kind.values()) {
      var java = kind.of(java(backend, "java " + UNICODE), path(kind));
      assertThat(java.members()).isEmpty();
      java.join();
      assertThat(python.members(kind.kazoo, path(kind))).containsExactly("java " + UNICODE);
      python.join(kind.kazoo, path(kind), UNICODE);
      assertThat(java.members()).containsExactlyInAnyOrder("java " + UNICODE, UNICODE);
      assertThat(python.members(kind.kazoo, path(kind)))
          .containsExactlyInAnyOrder("java " + UNICODE, UNICODE);
      assertThat(java.size()).isEqualTo(2);
      assertThat(java.leave()).isTrue();
      assertThat(python.members(kind.kazoo, path(kind))).containsExactly(UNICODE);
      assertThat(python.leave(kind.kazoo, path(kind))).isTrue();
      assertThat(java.members()).isEmpty();
      assertThat(python.size(kind.kazoo, path(kind))).isZero();
    }
  }

  @Test
  void eachOfThreeListsAllThree() {
    var python = python();
    var names = List.of("python " + UNICODE, "raw " + UNICODE, "curator " + UNICODE);
    for (Kind kind : Kind.values()) {
      var raw = kind.of(java(Backend.RAW, names.get(1)), path(kind));
      var curator = kind.of(java(Backend.CURATOR, names.get(2)), path(kind));
      var lists =
          List.<Supplier<List<String>>>of(
              () -> python.members(kind.kazoo, path(kind)), raw::members, curator::members);
      python.join(kind.kazoo, path(kind), names.get(0));
      raw.join();
      curator.join();
      assertThat(lists)
          .allSatisfy(list -> assertThat(list.get()).containsExactlyInAnyOrderElementsOf(names));
      assertThat(raw.size()).isEqualTo(curator.size()).isEqualTo(3);
      assertThat(python.size(kind.kazoo, path(kind))).isEqualTo(3);

      assertThat(python.leave(kind.kazoo, path(kind))).isTrue();
      assertThat(lists)
          .allSatisfy(
              list -> assertThat(list.get()).containsExactlyInAnyOrder(names.get(1), names.get(2)));
      assertThat(raw.leave()).isTrue();
      assertThat(lists).allSatisfy(list -> assertThat(list.get()).containsExactly(names.get(2)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void identifiersThatAreOddForEitherSide(Backend backend) {
    var python = python();
    var client = java(backend, "java");
    for (Kind kind : Kind.values()) {
      for (String identifier : List.of("", "-", "a-b-c")) {
        var java = kind.of(client.withIdentifier(identifier), path(kind));
        java.join();
        assertThat(python.members(kind.kazoo, path(kind))).containsExactly(identifier);
        java.leave();
        python.join(kind.kazoo, path(kind), identifier);
        assertThat(java.members()).containsExactly(identifier);
        python.leave(kind.kazoo, path(kind));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void javaIsToldOfPythonsComingAndGoing(Backend backend) throws InterruptedException {
    var python = python();
    for (Kind kind : Kind.values()) {
      var java = kind.of(java(backend, "java"), path(kind));
      var told = new LinkedBlockingQueue<List<String>>();
      try (var registration = java.onMembershipChange(Runnable::run, told::add)) {
        assertThat(registration).isNotNull();
        assertThat(told.poll(20, TimeUnit.SECONDS)).isEmpty();
        Future<Boolean> enough = Bounded.start(() -> java.awaitMembers(1, Duration.ofSeconds(30)));
        python.join(kind.kazoo, path(kind), "python");
        assertThat(told.poll(20, TimeUnit.SECONDS)).containsExactly("python");
        assertThat(Bounded.get(enough)).isTrue();
        python.leave(kind.kazoo, path(kind));
        assertThat(told.poll(20, TimeUnit.SECONDS)).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDeadPythonIsNoMemberAndADeadJavaNeither(Backend backend) throws InterruptedException {
    var python = python(SHORT_SESSION);
    var onlooking = python();
    var dying = mortalJava(backend, "dying");
    for (Kind kind : Kind.values()) {
      python.join(kind.kazoo, path(kind), "python");
      kind.of(dying.client(), path(kind)).join();
    }
    var java = Kind.PARTY.of(java(backend, "java"), path(Kind.PARTY));
    java.join();
    assertThat(java.members()).containsExactly("python", "dying", "java");
    var alone = new CompletableFuture<List<String>>();
    try (var registration =
        java.onMembershipChange(Runnable::run, members -> whenAlone(members, alone))) {
      assertThat(registration).isNotNull();

      python.kill();
      dying.kill();

      assertThat(Bounded.get(alone)).containsExactly("java");
    }
    assertThat(onlooking.members("Party", path(Kind.PARTY))).containsExactly("java");
    var shallow = Kind.SHALLOW.of(java(backend, "java"), path(Kind.SHALLOW));
    assertThat(shallow.members()).isEmpty();
    assertThat(server.isAlive(python.session())).isFalse();
  }

  private static void whenAlone(List<String> members, CompletableFuture<List<String>> alone) {
    if (members.size() == 1) {
      alone.complete(members);
    }
  }

  @ParameterizedTest
  @EnumSource
  void membersHaveKazoosNodes(Backend backend) {
    var python = python();
    for (Kind kind : Kind.values()) {
      python.join(kind.kazoo, path(kind), UNICODE);
      var his = onlooker.awaitInLine(path(kind), 1).get(0);
      kind.of(java(backend, UNICODE), path(kind)).join();
      var mine =
          onlooker.awaitInLine(path(kind), 2).stream()
              .filter(name -> !name.equals(his))
              .findFirst()
              .orElseThrow();
      assertThat(mine.substring(0, 32)).matches("[0-9a-f]{32}");
      assertThat(mine.substring(32)).isEqualTo(his.substring(32));
      var stat = new Stat();
      assertThat(new String(onlooker.read(path(kind) + "/" + mine, stat), UTF_8))
          .isEqualTo(new String(onlooker.read(path(kind) + "/" + his, new Stat()), UTF_8))
          .isEqualTo(UNICODE);
      assertThat(stat.getEphemeralOwner()).isNotZero();
    }
  }
}
