package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.ConnectionState;
import dev.coordination.Lease;
import dev.coordination.support.Leases;
import dev.coordination.support.RecipeContext;
import dev.coordination.support.Scope;
import dev.coordination.support.ScopedClient;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeStat;
import dev.coordination.zookeeper.engine.sim.Scenario;
import dev.coordination.zookeeper.engine.sim.SimClient;
import dev.coordination.zookeeper.engine.sim.SimOptions;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Some clients ask for the same slots, all of them; whoever has them extends them at some later
 * step, and then releases them.
 *
 * <p>What must hold in every state: who believes to have the slots is whom the store shows, with
 * the same tokens. That is more than exclusion.
 */
final class SharingLeases implements Scenario {

  private static final String PATH = "/leases";
  private static final Duration DURATION = Duration.ofMinutes(10);

  private final int servers;
  private final int clients;
  private final int slots;
  private boolean extending;

  SharingLeases(int servers, int clients, int slots) {
    this.servers = servers;
    this.clients = clients;
    this.slots = slots;
  }

  /** Whoever has the slots asks for them once more before it releases them. */
  SharingLeases extending() {
    extending = true;
    return this;
  }

  @Override
  public SimOptions options() {
    return SimOptions.defaults().withServers(servers);
  }

  @Override
  public Run begin(SimulatedZooKeeper zooKeeper) {
    zooKeeper.create(PATH, new byte[0]);
    IntStream.range(0, slots).forEach(i -> zooKeeper.create(slot(i), new byte[0]));
    EngineWorld world = new EngineWorld(zooKeeper);
    List<Tenant> tenants = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      String name = String.valueOf((char) ('a' + i));
      tenants.add(new Tenant(world, name, slots, extending));
    }
    EngineWorld.untilConnected(zooKeeper);
    tenants.forEach(Tenant::begin);
    return new Tenure(zooKeeper, tenants, slots);
  }

  private static String slot(int number) {
    return PATH + "/" + number;
  }

  /** One client: asks, asks again if it was granted, and releases. */
  private static final class Tenant {
    private final ScopedClient client;
    private final SimClient simulated;
    private final String name;
    private final int slots;
    private final boolean extending;
    private final List<Lease> handles = new ArrayList<>();
    private boolean done;
    private @Nullable CompletableFuture<?> release;

    Tenant(EngineWorld world, String name, int slots, boolean extending) {
      this.extending = extending;
      this.client = world.connect(name);
      this.simulated = world.of(client);
      this.name = name;
      this.slots = slots;
    }

    void begin() {
      simulated.offer("asks", () -> ask(this::goOn));
    }

    private void goOn() {
      if (extending && handles.size() == 1) {
        simulated.offer("extends", () -> ask(this::goOn));
      } else {
        simulated.offer("releases", this::release);
      }
    }

    private void ask(Runnable next) {
      Leases leases = ((EngineClient) client.backend()).leases();
      RecipeContext context = new RecipeContext(name, PATH, PATH, new Scope());
      var unused =
          leases
              .askForAll(context, slots, DURATION)
              .whenComplete((granted, failure) -> answered(granted, next));
    }

    private void answered(@Nullable Optional<Lease> granted, Runnable next) {
      if (granted != null && granted.isPresent()) {
        handles.add(granted.get());
        next.run();
      } else {
        done = true;
      }
    }

    private void release() {
      release = handles.get(0).releaseAsync().toCompletableFuture();
      var unused = release.whenComplete((freed, failure) -> done = true);
    }

    /** What it believes to have, unless it stands still: to look is to wake it. */
    Stream<Lease> believed() {
      return simulated.isRunning() ? handles.stream().filter(Lease::isHeld) : Stream.of();
    }

    boolean isFinished() {
      return !simulated.isAlive() || done;
    }

    boolean isInTouch() {
      return simulated.isRunning() && client.connectionState() == ConnectionState.CONNECTED;
    }

    boolean hasReleased() {
      CompletableFuture<?> sent = release;
      return sent != null && sent.isDone() && !sent.isCompletedExceptionally();
    }

    String observed() {
      String held =
          believed()
              .map(lease -> lease.fencingToken() + "" + lease.expiresAt())
              .collect(Collectors.joining(","));
      return name + held + "/" + handles.size() + done + (release != null) + hasReleased();
    }
  }

  private static final class Tenure implements Run {
    private final SimulatedZooKeeper zooKeeper;
    private final List<Tenant> tenants;
    private final int slots;

    Tenure(SimulatedZooKeeper zooKeeper, List<Tenant> tenants, int slots) {
      this.zooKeeper = zooKeeper;
      this.tenants = tenants;
      this.slots = slots;
    }

    @Override
    public void check() {
      for (Tenant tenant : tenants) {
        tenant.believed().forEach(lease -> isStored(tenant, lease));
      }
      List<Boolean> full =
          IntStream.range(0, slots).mapToObj(i -> data(i).isPresent()).distinct().toList();
      assertThat(full).as("all slots, or none").hasSize(1);
    }

    private void isStored(Tenant tenant, Lease lease) {
      long largest = 0;
      for (int i = 0; i < slots; i++) {
        assertThat(data(i)).as("slot %s of %s", i, tenant.name).isPresent();
        assertThat(data(i).orElseThrow()).contains("\"holder\": \"" + tenant.name + "\"");
        largest = Math.max(largest, token(i));
      }
      assertThat(lease.fencingToken()).as("token").isEqualTo(largest);
    }

    private Optional<String> data(int number) {
      return zooKeeper.data(Layout.leaseHolder(slot(number))).map(Layout::decode);
    }

    private long token(int number) {
      return zooKeeper.stat(Layout.leaseHolder(slot(number))).map(NodeStat::czxid).orElse(0L);
    }

    @Override
    public String observed() {
      return tenants.stream().map(Tenant::observed).collect(Collectors.joining("|"));
    }

    @Override
    public boolean isFinished() {
      return tenants.stream().allMatch(Tenant::isFinished);
    }

    @Override
    public void checkEnd() {
      if (tenants.stream().allMatch(Tenant::isInTouch) && zooKeeper.lateSteps().isEmpty()) {
        for (int i = 0; i < slots; i++) {
          assertThat(zooKeeper.children(slot(i))).as("nodes left").isSubsetOf("lease_holder");
        }
      }
    }
  }
}
