package dev.coordination.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Modifier;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Whether a backend runs the whole kit: every contract is bound by a test class, and no capability
 * is missing but those that the backend says it lacks. No recipe is optional.
 */
public abstract class CatalogueContract extends TckTest {

  /** Every contract there is. */
  static final List<Class<? extends TckTest>> CONTRACTS =
      List.of(
          PathContract.class,
          SessionContract.class,
          HoldContract.class,
          ReleaseContract.class,
          TimeContract.class,
          WaitContract.class,
          ErrorContract.class,
          ClientContract.class,
          CallbackContract.class,
          LockContract.class,
          ReadWriteLockContract.class,
          SemaphoreContract.class,
          ProcessContract.class,
          ElectionContract.class,
          CounterContract.class,
          QueueContract.class,
          LockingQueueContract.class,
          BarrierContract.class,
          DoubleBarrierContract.class,
          PartyContract.class,
          PartitionContract.class,
          LeaseContract.class,
          MultiLeaseContract.class,
          FuzzContract.class);

  /** For subclasses. */
  protected CatalogueContract() {}

  /**
   * Lists the backend's test classes.
   *
   * @return concrete subclasses of the contracts
   */
  protected abstract Set<Class<? extends TckTest>> bindings();

  /**
   * Lists what the backend's harness cannot do, so that rules are aborted by decision and never by
   * accident.
   *
   * @return the capabilities that are missing
   */
  protected abstract Set<Capability> absentCapabilities();

  @Test
  final void everyContractIsBound() {
    assertEquals(List.of(), unbound(bindings()), "contracts that no test class binds");
  }

  @Test
  final void onlyDeclaredCapabilitiesAreAbsent() {
    Set<Capability> absent = EnumSet.allOf(Capability.class);
    absent.removeAll(harness().capabilities());
    assertEquals(absentCapabilities(), absent, "the capabilities that the harness lacks");
  }

  /** The contracts that none of these classes runs. */
  static List<Class<? extends TckTest>> unbound(Set<Class<? extends TckTest>> bindings) {
    return CONTRACTS.stream()
        .filter(contract -> bindings.stream().noneMatch(binding -> runs(binding, contract)))
        .toList();
  }

  private static boolean runs(Class<?> binding, Class<?> contract) {
    return contract.isAssignableFrom(binding) && !Modifier.isAbstract(binding.getModifiers());
  }
}
